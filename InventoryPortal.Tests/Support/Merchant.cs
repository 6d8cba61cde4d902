using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>A merchant's script: knows the portal only by its HTTP contract.</summary>
public sealed class Merchant(Uri portal, string key) : IDisposable
{
    public const string WebhookSecret = "whsec-of-the-test";

    private readonly HttpClient _client = new() { BaseAddress = portal, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Posts with a fresh Idempotency-Key and expects success.</summary>
    public async Task<JsonNode> PostAsync(string path, object body, string? idempotencyKey = null)
    {
        using var answer = await TryPostAsync(path, body, idempotencyKey);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"POST {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text) ?? new JsonObject();
    }

    public async Task<HttpResponseMessage> TryPostAsync(string path, object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", idempotencyKey ?? Guid.NewGuid().ToString("N"));
        return await _client.SendAsync(request, Stop);
    }

    public async Task<JsonNode> PutAsync(string path, object body)
    {
        using var answer = await TryPutAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"PUT {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public Task<HttpResponseMessage> TryPutAsync(string path, object body) => _client.PutAsJsonAsync($"/api/v1/{path}", body, Stop);

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"GET {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Connects a store under a key.</summary>
    public Task<JsonNode> ConnectAsync(string channel, FakeWooStore store, int weight) => PostAsync("channels", new
    {
        key = channel,
        kind = "wooCommerce",
        name = channel,
        settings = new { baseUrl = store.BaseUrl.ToString() },
        credentials = new { consumerKey = store.ConsumerKey, consumerSecret = store.ConsumerSecret, webhookSecret = WebhookSecret },
        weight,
    });

    /// <summary>Reads the store's catalogue, waits for the job's end, and gives what it came to.</summary>
    public async Task<string> ImportAsync(string channel)
    {
        var job = await PostAsync($"channels/{channel}/listings/import", new { });
        await UntilAsync(async () => (string?)(await GetAsync($"sync-jobs/{job["id"]}"))["status"] is "completed" or "failed", "the import job to end");
        var done = await GetAsync($"sync-jobs/{job["id"]}");
        Assert.Equal("completed", (string?)done["status"]);
        return (string?)done["outcome"] ?? "";
    }

    public Task<JsonNode> MoveAsync(string sku, string kind, int quantity) => PostAsync("stock/movements", new { sku, kind, quantity });

    /// <summary>The product's listings, by channel.</summary>
    public async Task<Dictionary<string, JsonNode>> ListingsAsync(string sku) =>
        (await GetAsync($"products/{Uri.EscapeDataString(sku)}"))["listings"]!.AsArray().ToDictionary(l => (string)l!["channel"]!, l => l!);

    /// <summary>Waits until every listing of every channel is in sync.</summary>
    public Task SettledAsync() => UntilAsync(
        async () => (await GetAsync("sync/status")).AsArray().All(c => (int)c!["pending"]! == 0 && (int)c["inFlight"]! == 0), "all listings to be in sync");

    /// <summary>Asks again until it holds; the portal tells by HTTP only, so each question is a call of its own.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var end = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < TimeSpan.FromSeconds(60), $"Waited 60 s for {what}.");
            await timer.WaitForNextTickAsync(Stop);
        }
    }

    public void Dispose() => _client.Dispose();
}
