using System.Diagnostics;
using System.Net;

namespace TrafficGuardian.Load.Contenders;

/// <summary>nginx as reverse proxy with kept-alive upstream connections and no access log.</summary>
internal class Nginx(IPEndPoint origin) : Contender
{
    public static string? Executable => Find("nginx");

    public override string Name => "nginx";

    public override RequestForm Form => RequestForm.Origin;

    protected override ProcessStartInfo? Command()
    {
        string folder = Folder.FullName;
        string user = Environment.UserName == "root" ? "user root;" : "";
        string config = Write("nginx.conf", $$"""
            {{user}}
            daemon off;
            worker_processes auto;
            worker_rlimit_nofile 10000;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            events { worker_connections 4096; }
            http {
                access_log off;
                keepalive_requests 100000000;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                upstream origin {
                    server {{origin}};
                    keepalive 512;
                    keepalive_requests 100000000;
                }
                server {
                    {{Downstream()}}
                    location / {
                        {{Upstream()}}
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                        proxy_max_temp_file_size 0;
                    }
                }
            }
            """);
        return new ProcessStartInfo(Executable!, ["-e", $"{folder}/error.log", "-c", config]);
    }

    /// <summary>How it listens.</summary>
    protected virtual string Downstream() => $"listen {Endpoint};";

    /// <summary>How it speaks to the origin.</summary>
    protected virtual string Upstream() => "proxy_pass http://origin;";
}
