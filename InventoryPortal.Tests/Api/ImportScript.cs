using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Takes files in as a script does: by the contract alone, with the answers read strictly.</summary>
internal static class ImportScript
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Uploads a file and waits for its preview; returns the import.</summary>
    public static async Task<JsonNode> PreviewAsync(this HttpClient api, string kind, string text) => await api.PreviewAsync(kind, Encoding.UTF8.GetBytes(text));

    public static async Task<JsonNode> PreviewAsync(this HttpClient api, string kind, byte[] bytes, string name = "file.csv")
    {
        var job = (await api.UploadAsync(kind, bytes, name)).Is(202);
        await api.EndedAsync(job);
        return (await api.SendAsync("GET", $"/imports/{job["id"]}")).Is(200);
    }

    public static async Task<ApiCalls.Answer> UploadAsync(this HttpClient api, string kind, byte[] bytes, string name = "file.csv", string? key = null, string member = "file")
    {
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, member, name);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/imports/{kind}") { Content = form };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        using var response = await api.SendAsync(request, Stop);
        return new ApiCalls.Answer(
            response.StatusCode, await response.Content.ReadAsStringAsync(Stop), response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Has an import applied or undone and waits for the end; returns the import.</summary>
    public static async Task<JsonNode> DoAsync(this HttpClient api, string verb, JsonNode import)
    {
        await api.EndedAsync((await api.SendAsync("POST", $"/imports/{import["id"]}/{verb}")).Is(202));
        return (await api.SendAsync("GET", $"/imports/{import["id"]}")).Is(200);
    }

    /// <summary>Waits until a job has ended, however; returns it.</summary>
    public static async Task<JsonNode> EndedAsync(this HttpClient api, JsonNode job)
    {
        JsonNode now = job;
        await Merchant.UntilAsync(
            async () => (string?)(now = (await api.SendAsync("GET", $"/sync-jobs/{job["id"]}")).Is(200))["status"] is "completed" or "failed" or "cancelled", $"job {job["id"]} to end");
        return now;
    }

    /// <summary>Verdict and code of every line, in order.</summary>
    public static async Task<List<(string Subject, string Verdict, string? Code)>> VerdictsAsync(this HttpClient api, JsonNode import) =>
        [.. (await api.SendAsync("GET", $"/imports/{import["id"]}/lines?take=500")).Is(200)["items"]!.AsArray()
            .Select(l => ((string)l!["subject"]!, (string)l["verdict"]!, (string?)l["code"]))];
}
