using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ProblemTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task Without_a_key_or_with_an_unknown_one_the_answer_is_401()
    {
        using var anonymous = portal.Host.Api(null);
        using var unknown = portal.Host.Api("nobody-has-this-key");

        (await anonymous.SendAsync("GET", "/products")).IsProblem(401, "unauthenticated");
        (await unknown.SendAsync("POST", "/products", "{}")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Every_error_of_the_pipeline_is_a_problem()
    {
        (await _api.SendAsync("GET", "/nothing-here")).IsProblem(404, "not_found");
        (await _api.SendAsync("GET", "/products/NO-SUCH")).IsProblem(404, "not_found");
        var wrongMethod = await _api.SendAsync("DELETE", "/products");
        wrongMethod.IsProblem(405, "method_not_allowed");
        Assert.Contains("GET", wrongMethod.Headers["Allow"], StringComparison.Ordinal);
        (await _api.SendAsync("POST", "/products", "a,b", type: "text/csv")).IsProblem(415, "unsupported_media_type");
        (await _api.SendAsync("POST", "/products", new string(' ', 1024 * 1024 + 1))).IsProblem(413, "body_too_large");
    }

    [Fact]
    public async Task The_open_api_document_describes_the_contract_to_those_who_may_read()
    {
        var document = await _api.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);
        using var anonymous = portal.Host.Api(null);
        using var refused = await anonymous.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("\"/api/v1/products/{sku}\"", document, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", document, StringComparison.Ordinal);
        Assert.Contains("\"bearer\"", document, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("products")]
    [InlineData("mappings")]
    [InlineData("rules")]
    public async Task The_open_api_document_tells_how_a_file_is_sent(string kind)
    {
        var document = JsonNode.Parse(await _api.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;

        var body = document["paths"]![$"/api/v1/imports/{kind}"]!["post"]!["requestBody"]!;
        Assert.True((bool)body["required"]!);
        Assert.Equal("binary", (string?)body["content"]!["multipart/form-data"]!["schema"]!["properties"]!["file"]!["format"]);
    }

    public void Dispose() => _api.Dispose();
}
