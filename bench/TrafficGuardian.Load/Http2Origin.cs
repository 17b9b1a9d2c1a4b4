using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load;

/// <summary>An HTTP/2 origin that answers 1 KiB of JSON to everything.</summary>
internal sealed class Http2Origin : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Http2Origin(WebApplication application) => _application = application;

    public IPEndPoint Endpoint => IPEndPoint.Parse(new Uri(
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority);

    public static async Task<Http2Origin> StartAsync(Authority authority)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server =>
            server.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(authority.Issue("127.0.0.1"));
            }));
        WebApplication application = builder.Build();
        ReadOnlyMemory<byte> body = Filler.Json.AsMemory(0, 1024);
        application.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        });
        await application.StartAsync();
        return new Http2Origin(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
