using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TrafficGuardian.Cli.Demo;

/// <summary>The made-up agent: an ordinary HTTP client that was given a proxy.</summary>
internal sealed class DemoAgent : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client;

    public DemoAgent(IPEndPoint proxy) => _client = new HttpClient(new SocketsHttpHandler
    {
        Proxy = new WebProxy($"http://{proxy}"),
        UseProxy = true,
    })
    {
        Timeout = Patience,
    };

    /// <returns>Whether the exchange was answered as the script has it: the monitor changes nothing.</returns>
    public async Task<bool> DoAsync(DemoStep step)
    {
        using var request = new HttpRequestMessage(step.Body is null ? HttpMethod.Get : HttpMethod.Post, step.Url);
        if (step.Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(step.Body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (step.ApiKey is not null)
        {
            request.Headers.Add("x-api-key", step.ApiKey);
        }

        using var response = await _client.SendAsync(request).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync().ConfigureAwait(false) == step.Reply;
    }

    public void Dispose() => _client.Dispose();
}
