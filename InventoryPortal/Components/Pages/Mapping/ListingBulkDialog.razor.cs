using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Gives all listings of a worklist the same rules: the difference over every product first, then one operation that can be taken back.</summary>
public sealed partial class ListingBulkDialog(ListingBulkStore store, PortalSession session, RefusalText refusals, IStringLocalizer<MappingPage> text) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ListingBulkForm _form = new();
    private RuleProposal? _counted;
    private Refusal? _refusal;
    private bool _isBusy;
    private int _done;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>Which listings.</summary>
    [Parameter, EditorRequired]
    public ListingSearch Search { get; set; } = null!;

    /// <summary>How many these were when the dialog opened.</summary>
    [Parameter]
    public int Total { get; set; }

    private IStringLocalizer<MappingPage> Text => text;

    private RefusalText Refusals => refusals;

    /// <summary>What is counted before it may be saved; null while nothing is to change.</summary>
    private RuleProposal? Proposal => _form.ToEdit() is var edit && edit != new ListingEdit() ? new RuleProposal.ManyListings(Search, edit) : null;

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    private void Restore(ListingBulkForm draft) => _form = draft;

    private string? Fault(string field) => RefusalText.Field(_refusal, field);

    private void Stop() => _stop.Cancel();

    private void Tell(int done) => _ = InvokeAsync(() =>
    {
        _done = done;
        StateHasChanged();
    });

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }
        (_isBusy, _refusal, _done) = (true, null, 0);
        try
        {
            var answer = await store.ApplyAsync(await session.CommandAsync(), Search, _form.ToEdit(), Tell, _stop.Token);
            if (answer is CommandAnswer<BulkResult>.Refused refused)
            {
                _refusal = refused.Refusal;
                return;
            }
            var result = ((CommandAnswer<BulkResult>.Done)answer).Value;
            Tell(result);
            Dialog.Close(DialogResult.Ok(true));
        }
        finally
        {
            _isBusy = false;
        }
    }

    private void Tell(BulkResult result)
    {
        var done = text["BulkDone", Numbers.Of(result.Changed), Numbers.Of(result.Left)];
        if (result.Changed == 0)
        {
            session.Say(done);
        }
        else
        {
            session.OfferUndo(
                done,
                undo => store.UndoAsync(undo, Search.Channel, result.OperationId, CancellationToken.None),
                undone => undone.Left == 0 ? null : text["BulkUndone", Numbers.Of(undone.Changed), Numbers.Of(undone.Left)].Value);
        }
        if (result.HeldChannels > 0)
        {
            session.Say(text["BulkHeld", result.HeldChannels], Severity.Warning);
        }
    }
}
