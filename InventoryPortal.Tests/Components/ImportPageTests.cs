using System.Text;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Components.Pages.Import;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Imports;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>A file on its way in, as the person at the page sees it.</summary>
public sealed class ImportPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preview_shows_each_difference_and_why_a_line_is_not_valid_and_is_applied_and_taken_back_by_buttons()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG-1", onHand: 10);
        await host.ProductAsync("MUG-2", onHand: 4);
        var id = await UploadAsync(host, "sku,quantity\nMUG-1,7\nMUG-2,4\nMUG-3,1\n");
        await RunAsync(host, SyncJobKind.FilePreview);

        var page = host.Open<ImportPage>($"/import?id={id}");
        Assert.Equal(["2 MUG-1 different On hand 10 → 7", "3 MUG-2 the same", "4 MUG-3 not valid No product has the SKU MUG-3."], Rows(page));
        Assert.Equal(["All3", "different1", "the same1", "not valid1"], page.FindAll("nav.tabs a").Select(a => a.TextContent.Trim()));
        await Form.PressAsync(page, "Apply valid lines");
        await RunAsync(host, SyncJobKind.FileApply);
        page = host.Open<ImportPage>($"/import?id={id}&verdict=applied");
        Assert.Equal(["2 MUG-1 applied On hand 10 → 7", "3 MUG-2 applied"], Rows(page));
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href") == $"/api/v1/imports/{id}/rejected.csv");

        await Form.PressAsync(page, "Take back");
        await RunAsync(host, SyncJobKind.FileUndo);
        Assert.Equal(["2 MUG-1 taken back On hand 10 → 7", "3 MUG-2 taken back", "4 MUG-3 not valid No product has the SKU MUG-3."], Rows(host.Open<ImportPage>($"/import?id={id}")));
    }

    [Fact]
    public async Task An_import_whose_job_was_cancelled_says_so_and_goes_on_by_a_button()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG-1", onHand: 10);
        var id = await UploadAsync(host, "sku,quantity\nMUG-1,7\n");
        await RunAsync(host, SyncJobKind.FilePreview);
        var applying = Assert.IsType<CommandAnswer<JobItem>.Done>(await host.Get<ImportStore>().ApplyAsync(CommandContext.System, id, Stop));
        await host.Get<JobStore>().CancelAsync(CommandContext.System, applying.Value.Id, Stop);

        var page = host.Open<ImportPage>($"/import?id={id}");
        Assert.Contains("cancelled", page.Find(".page-head .chip").TextContent, StringComparison.OrdinalIgnoreCase);
        await Form.PressAsync(page, "Go on");
        await RunAsync(host, SyncJobKind.FileApply);

        page = host.Open<ImportPage>($"/import?id={id}");
        Assert.Equal(["2 MUG-1 applied On hand 10 → 7"], Rows(page));
        Assert.DoesNotContain("Go on", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heading_that_is_not_recognised_is_named_by_the_person_once_and_remembered()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG-1", onHand: 10);
        var id = await UploadAsync(host, "thing,amount\nMUG-1,7\n");
        await RunAsync(host, SyncJobKind.FilePreview);
        var page = host.Open<ImportPage>($"/import?id={id}");
        Assert.Contains("No column is recognised as sku, quantity: say which one it is.", page.Markup, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("select[data-field=sku]").Change("0"));
        await page.InvokeAsync(() => page.Find("select[data-field=quantity]").Change("1"));
        await Form.PressAsync(page, "Read again with these columns");
        await RunAsync(host, SyncJobKind.FilePreview);
        Assert.Equal(["2 MUG-1 different On hand 10 → 7"], Rows(host.Open<ImportPage>($"/import?id={id}")));

        var second = await UploadAsync(host, "Thing;Amount\nMUG-1;8\n");
        await RunAsync(host, SyncJobKind.FilePreview);
        Assert.Equal(["2 MUG-1 different On hand 10 → 8"], Rows(host.Open<ImportPage>($"/import?id={second}")));
    }

    [Fact]
    public async Task What_the_portal_answers_to_an_upload_leads_on_or_is_told()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        var send = host.Browser.JSInterop.Setup<UploadPanel.Sent>("portalImport.send", _ => true);
        var page = host.Open<ImportPage>("/import");
        await page.InvokeAsync(() => page.Find("form").Submit());
        send.SetResult(new UploadPanel.Sent(400, null, "validation_failed", "The file is empty."));
        ComponentHost.Eventually(page, () => Assert.Equal("The file is empty.", page.Find("[role=alert]").TextContent));

        host.Browser.JSInterop.Setup<UploadPanel.Sent>("portalImport.send", _ => true).SetResult(new UploadPanel.Sent(202, 12, "", ""));
        await page.InvokeAsync(() => page.Find("form").Submit());
        ComponentHost.Eventually(page, () => Assert.EndsWith("/import?id=12", host.Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_change_it_sees_imports_and_no_buttons()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG-1", onHand: 10);
        var id = await UploadAsync(host, "sku,quantity\nMUG-1,7\n");
        await RunAsync(host, SyncJobKind.FilePreview);
        Assert.Empty(host.Open<ImportPage>($"/import?id={id}").FindAll("main button, .actions button"));
        var page = host.Open<ImportPage>("/import");
        Assert.Empty(page.FindAll("form"));
        Assert.Equal("counts.csv", page.Find("tbody a").TextContent);
    }

    private static List<string> Rows(IRenderedComponent<ImportPage> page) =>
        [.. page.FindAll("tbody tr").Select(r => string.Join(' ', r.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    private static async Task<long> UploadAsync(ComponentHost host, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var kept = await host.Get<ImportFileStore>().KeepAsync(content, Stop);
        var answer = await host.Get<ImportStore>().OpenAsync(CommandContext.System, new UploadedFile(ImportKind.Counts, "counts.csv", kept!), Stop);
        return Assert.IsType<CommandAnswer<JobItem>.Done>(answer).Value.Id;
    }

    /// <summary>Does the job that waits, as the worker would.</summary>
    private static async Task RunAsync(ComponentHost host, SyncJobKind kind)
    {
        var leases = host.Get<JobLeaseStore>();
        var job = await leases.ClaimAsync(Stop);
        Assert.Equal(kind, job?.Kind);
        IJobRunner runner = kind switch
        {
            SyncJobKind.FilePreview => new FilePreviewRunner(host.Get<ImportStageStore>(), host.Get<ImportPreview>()),
            SyncJobKind.FileApply => new FileApplyRunner(host.Get<ImportStageStore>(), host.Get<ImportRun>(), host.Get<CallerLookup>()),
            _ => new FileUndoRunner(host.Get<ImportStageStore>(), host.Get<ImportRun>(), host.Get<CallerLookup>(), host.Get<JobQueries>(), TimeProvider.System),
        };
        var run = new JobRun(job!, (done, total, position, token) => leases.ReportAsync(job!, done, total, position, token));
        Assert.True(await leases.EndAsync(job!, await runner.RunAsync(run, Stop), random01: 0, Stop));
    }
}
