using InventoryPortal.Access;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Operations.Imports;
using InventoryPortal.Operations.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace InventoryPortal.Api;

/// <summary>Files that come in: uploaded, previewed, applied and taken back. An import is known by the id of any of its jobs.</summary>
internal static class ImportEndpoints
{
    private const string Csv = "text/csv";

    /// <summary>The largest body: a file with what a form puts around it.</summary>
    private const int MaxBody = ImportFileStore.MaxBytes + (1024 * 1024);

    /// <summary>Which heading stands for which field.</summary>
    internal sealed record ColumnsBody(IReadOnlyDictionary<string, string>? Columns = null);

    public static void Map(RouteGroupBuilder api)
    {
        foreach (var kind in Enum.GetValues<ImportKind>())
        {
            var word = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
            api.MapPost($"/imports/{word}", (HttpContext http, ImportFileStore files, ImportStore store) => UploadAsync(http, kind, files, store))
                .Needs(ImportStore.PermissionOf(kind))
                .WithMetadata(new CommandRules(StatusCodes.Status202Accepted, KeyRequired: false, MaxBody, BodyOptional: false), new RequestSizeLimitAttribute(MaxBody), new TakesUpload(ImportFileStore.MaxBytes))
                .Produces<JobItem>(StatusCodes.Status202Accepted)
                .Produces<Problem>(StatusCodes.Status400BadRequest, Problem.ContentType);
            api.MapGet($"/imports/{word}/template.csv", () => Results.Stream(body => ImportFiles.WriteTemplateAsync(kind, body, CancellationToken.None), Csv, $"{word}.csv"))
                .Needs(Permissions.View).Produces(StatusCodes.Status200OK, contentType: Csv);
        }
        api.MapGet("/imports", ListAsync).Needs(Permissions.View).ListOf<ImportView>();
        api.MapGet("/imports/{id:long}", FindAsync).Needs(Permissions.View).Reads<ImportView>();
        api.MapGet("/imports/{id:long}/lines", LinesAsync).Needs(Permissions.View).Query("verdict", "from", "take").Reads<ImportLines>();
        api.MapGet("/imports/{id:long}/rejected.csv", RejectedAsync).Needs(Permissions.View).Produces(StatusCodes.Status200OK, contentType: Csv);

        // The lowest right that any kind needs; the stage asks for the kind's own.
        api.MapPost("/imports/{id:long}/apply", ApplyAsync).Needs(Permissions.StockAdjust)
            .Command<NoBody, JobItem>(StatusCodes.Status202Accepted, bodyOptional: true);
        api.MapPost("/imports/{id:long}/columns", ColumnsAsync).Needs(Permissions.StockAdjust).Command<ColumnsBody, JobItem>(StatusCodes.Status202Accepted);
        api.MapPost("/imports/{id:long}/undo", UndoAsync).Needs(Permissions.StockAdjust)
            .Command<NoBody, JobItem>(StatusCodes.Status202Accepted, bodyOptional: true);
    }

    private static async Task<IResult> UploadAsync(HttpContext http, ImportKind kind, ImportFileStore files, ImportStore store)
    {
        var (file, problem) = await Upload.ReadAsync(http, files);
        if (file is null)
        {
            return new ProblemResult(problem!);
        }
        var caller = http.User.ToCaller();
        var rules = http.GetEndpoint()!.Metadata.GetRequiredMetadata<CommandRules>();
        var (request, refusal) = IdempotencyKeys.Read(http, caller, System.Text.Encoding.ASCII.GetBytes($"{file.Name}\n{file.Kept.Hash}"), rules);
        var answer = refusal ?? await store.OpenAsync(new CommandContext(caller, request), new UploadedFile(kind, file.Name, file.Kept), http.RequestAborted);
        if (answer is not CommandAnswer<JobItem>.Done)
        {
            await files.ForgetAsync(file.Kept.FileId, CancellationToken.None);
        }
        return Answers.Of(http, answer, location: Location);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ImportQueries imports)
    {
        var query = QueryWords.Of(http);
        var page = query.Page();
        return query.Refusal is { } refusal ? Answers.Refused(http, refusal) : Answers.Ok(await imports.ListAsync(await http.ScopeAsync(), page, http.RequestAborted));
    }

    private static async Task<IResult> FindAsync(HttpContext http, long id, ImportQueries imports) =>
        Answers.Found(http, await imports.FindAsync(id, await http.ScopeAsync(), http.RequestAborted), $"Import {id}");

    private static async Task<IResult> LinesAsync(HttpContext http, long id, ImportQueries imports)
    {
        var query = QueryWords.Of(http);
        var verdict = query.Word<ImportVerdict>("verdict");
        var from = query.Number("from", 0, 0, ImportPreview.MaxLines);
        var take = query.Number("take", 100, 1, ImportQueries.MaxLines);
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Found(http, await imports.LinesAsync(id, await http.ScopeAsync(), verdict is { } only ? [only] : [], from, take, http.RequestAborted), $"Import {id}");
    }

    private static async Task<IResult> RejectedAsync(HttpContext http, long id, ImportFiles files) =>
        await http.ScopeAsync() is null && await files.FindAsync(id, http.RequestAborted) is { } import
            ? Results.Stream(body => files.WriteRejectedAsync(import, body, http.RequestAborted), Csv, $"rejected-{import}.csv")
            : Answers.Refused(http, Refusal.NotFound($"The file of import {id}"));

    private static async Task<IResult> ApplyAsync(HttpContext http, long id, ApiCommand<NoBody> command, ImportStore store) =>
        Answers.Of(http, await store.ApplyAsync(command.Context, id, http.RequestAborted), location: Location);

    private static async Task<IResult> UndoAsync(HttpContext http, long id, ApiCommand<NoBody> command, ImportStore store) =>
        Answers.Of(http, await store.UndoAsync(command.Context, id, http.RequestAborted), location: Location);

    private static async Task<IResult> ColumnsAsync(HttpContext http, long id, ApiCommand<ColumnsBody> command, ImportStore store, ImportQueries imports)
    {
        var headers = (await imports.FindAsync(id, await http.ScopeAsync(), http.RequestAborted))?.Headers.ToList() ?? [];
        var columns = (command.Body.Columns ?? new Dictionary<string, string>()).ToDictionary(c => c.Key, c => headers.IndexOf(c.Value));
        return Answers.Of(http, await store.ChooseColumnsAsync(command.Context, id, columns, http.RequestAborted), location: Location);
    }

    private static string Location(JobItem job) => $"{ApiFeature.Prefix}/sync-jobs/{job.Id}";
}
