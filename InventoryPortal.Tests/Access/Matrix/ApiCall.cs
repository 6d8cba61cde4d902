using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>One call of the matrix and what was answered.</summary>
internal sealed class ApiCall(HttpStatusCode status, string text) : IDisposable
{
    public string Text => text;

    /// <summary>An answer that no cell may get, whatever its rights.</summary>
    public bool IsBroken => (int)status is 401 or 405 or 415 or 429 or >= 500;

    /// <summary>
    /// Whether the caller was let do it. Who may not is told so, or that there is nothing of the kind; a batch says it of each of its parts.
    /// What the state of things forbids is no matter of rights.
    /// </summary>
    public bool IsAllowed(ApiRow row) =>
        !text.Contains("\"forbidden\"", StringComparison.Ordinal)
        && (status != HttpStatusCode.Forbidden)
        && (status != HttpStatusCode.NotFound || row.MissingIsAllowed)
        && (status != HttpStatusCode.BadRequest || row.WrongIsAllowed);

    public static async Task<ApiCall> SendAsync(MatrixWorld world, MatrixCaller caller, ApiRow row, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), "/api/v1" + await world.FillAsync(row.Path));
        request.Content = await ContentAsync(world, row);
        if (row.Method == "POST")
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }
        using var answer = await caller.Client.SendAsync(request, cancellationToken);
        return new ApiCall(answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private static async Task<HttpContent?> ContentAsync(MatrixWorld world, ApiRow row)
    {
        if (row.Body == "file")
        {
            var file = new ByteArrayContent(Encoding.UTF8.GetBytes("sku,onHand\nSHARED,5\n"));
            file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            return new MultipartFormDataContent { { file, "file", $"{Guid.NewGuid():N}.csv" } };
        }
        return row.Body is { } body ? new StringContent(await world.FillAsync(body), Encoding.UTF8, "application/json") : null;
    }

    public override string ToString() => $"{(int)status} {(text.Length > 200 ? text[..200] : text)}";

    public void Dispose()
    {
    }
}
