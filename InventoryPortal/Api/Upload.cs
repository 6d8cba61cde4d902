using InventoryPortal.Access;
using InventoryPortal.Catalog.Imports;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace InventoryPortal.Api;

/// <summary>Marks an endpoint whose body is a form with a file, which it reads by itself.</summary>
/// <param name="MaxBytes">Of the file.</param>
internal sealed record TakesUpload(int MaxBytes);

/// <summary>The file of an upload, kept part by part as it arrives: never more than a part of it is held in memory.</summary>
/// <param name="Name">As its owner calls it, without folders.</param>
internal sealed record Upload(string Name, KeptFile Kept)
{
    /// <summary>The member of the form that is the file.</summary>
    internal const string Member = "file";

    /// <summary>Members of the form before the file.</summary>
    private const int MaxSections = 20;

    public static async Task<(Upload? File, Problem? Problem)> ReadAsync(HttpContext http, ImportFileStore files)
    {
        if (!http.Request.HasFormContentType || http.Request.GetMultipartBoundary() is not { Length: > 0 } boundary)
        {
            return (null, Problem.Of(http, Refusal.Field(Member, "A multipart form with the member file is expected.")));
        }
        var reader = new MultipartReader(boundary, http.Request.Body);
        try
        {
            for (var i = 0; i < MaxSections && await reader.ReadNextSectionAsync(http.RequestAborted) is { } section; i++)
            {
                if (section.GetContentDispositionHeader() is { } part && HeaderUtilities.RemoveQuotes(part.Name).Equals(Member, StringComparison.OrdinalIgnoreCase))
                {
                    return await KeepAsync(http, files, NameOf(part), section.Body);
                }
            }
        }
        catch (InvalidDataException)
        {
            return (null, Problem.Of(http, Refusal.Field(Member, "The form cannot be read.")));
        }
        return (null, Problem.Of(http, Refusal.Field(Member, "The form has no member file.")));
    }

    private static async Task<(Upload?, Problem?)> KeepAsync(HttpContext http, ImportFileStore files, string name, Stream body) =>
        await files.KeepAsync(body, http.RequestAborted) is { } kept
            ? (new Upload(name, kept), null)
            : (null, Problem.Of(http, StatusCodes.Status413PayloadTooLarge));

    private static string NameOf(ContentDispositionHeaderValue part)
    {
        var name = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
        return string.IsNullOrWhiteSpace(name) ? Member : Path.GetFileName(name.Replace('\\', '/'));
    }
}
