using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Calls of the HTTP contract as a script makes them, with the answer read strictly.</summary>
internal static class ApiCalls
{
    private const string Problem = "application/problem+json";

    /// <summary>One call; <paramref name="key"/> is the Idempotency-Key, "" sends none.</summary>
    public static async Task<Answer> SendAsync(
        this HttpClient client, string method, string path, object? body = null, string? key = null, string? ifMatch = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (body is not null)
        {
            var text = body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
            request.Content = new StringContent(text, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        }
        if (method == "POST" && key != "")
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        }
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var content = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            content,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>An answer, with what every problem must have checked on the way.</summary>
    public sealed record Answer(HttpStatusCode Status, string Text, string? Type, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public string? Code => Json["code"]?.GetValue<string>();

        /// <summary>Asserts success with this status and returns the body.</summary>
        public JsonNode Is(int status)
        {
            Assert.True((int)Status == status, $"{(int)Status} {Text}");
            return Text.Length == 0 ? new JsonObject() : Json;
        }

        /// <summary>Asserts a whole problem document with this status and code.</summary>
        public JsonNode IsProblem(int status, string code)
        {
            Assert.True((int)Status == status, $"{(int)Status} {Text}");
            Assert.Equal(Problem, Type);
            var json = Json;
            Assert.Equal(code, json["code"]!.GetValue<string>());
            Assert.Equal(status, json["status"]!.GetValue<int>());
            foreach (var member in new[] { "type", "title", "detail", "traceId" })
            {
                Assert.False(string.IsNullOrWhiteSpace(json[member]?.GetValue<string>()), member);
            }
            Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
            if (status == 400)
            {
                Assert.NotEmpty(json["errors"]!.AsObject());
            }
            return json;
        }

        /// <summary>Asserts a 400 that names the field.</summary>
        public void NamesField(string field, string code = "validation_failed") =>
            Assert.Contains(field, IsProblem(400, code)["errors"]!.AsObject().Select(e => e.Key));
    }
}
