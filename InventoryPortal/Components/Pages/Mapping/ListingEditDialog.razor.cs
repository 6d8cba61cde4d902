using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Links one listing to a product and sets its rules, with the quantities of all listings of that product before anything is saved.</summary>
public sealed partial class ListingEditDialog(
    ListingStore store, ProductQueries products, MappingPreview preview, PortalSession session, MappingTexts texts, RefusalText refusals)
{
    /// <summary>Products offered while typing: a list one can still read.</summary>
    private const int MaxOffered = 20;

    private readonly LatestOnly _latest = new();
    private ListingForm _form = new();
    private ListingView _before = null!;
    private ListingView? _conflict;
    private long _version;
    private IReadOnlyList<PreviewedListing> _preview = [];
    private Refusal? _refusal;
    private bool _isBusy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>The listing as read when the dialog opened.</summary>
    [Parameter, EditorRequired]
    public ListingView Listing { get; set; } = null!;

    private IStringLocalizer<MappingPage> Text => texts.Mapping;

    private AllocationSentence Sentence => texts.Sentence;

    private RefusalText Refusals => refusals;

    protected override async Task OnInitializedAsync()
    {
        (_form, _before, _version) = (ListingForm.Of(Listing), Listing, Listing.Version);
        if (_form.Sku is null && !string.IsNullOrWhiteSpace(Listing.ExternalSku)
            && await products.FindAsync(Listing.ExternalSku, ChannelScope.Nothing, CancellationToken.None) is { } suggested)
        {
            _form.Sku = suggested.Sku;
        }
        await PreviewAsync();
    }

    private ConflictNote.Difference[] Differences(ListingView theirs)
    {
        var other = ListingForm.Of(theirs);
        return
        [
            new(Text["Product"], _form.Sku, other.Sku),
            new(Text["Mode"], Text["Mode" + _form.Mode], Text["Mode" + other.Mode]),
            new(Text["Weight"], Numbers.Of(_form.Weight), Numbers.Of(other.Weight)),
            new(Text["Fixed"], Numbers.Of(_form.Fixed), Numbers.Of(other.Fixed)),
            new(Text["Min"], Numbers.Of(_form.Min), Numbers.Of(other.Min)),
            new(Text["Max"], Numbers.Of(_form.Max), Numbers.Of(other.Max)),
            new(Text["Buffer"], Numbers.Of(_form.Buffer), Numbers.Of(other.Buffer)),
            new(Text["SyncEnabled"], texts.Words[_form.SyncEnabled ? "Yes" : "No"], texts.Words[other.SyncEnabled ? "Yes" : "No"]),
        ];
    }

    private async Task TakeTheirsAsync()
    {
        _form = ListingForm.Of(_conflict!);
        KeepMine();
        await _latest.RunAsync(PreviewAsync);
    }

    private void KeepMine()
    {
        (_before, _version) = (_conflict!, _conflict!.Version);
        _conflict = null;
    }

    // Back to what it was before this edit, and only if nobody edited it since.
    private void OfferUndo(ListingView saved)
    {
        var before = ListingForm.Of(_before).ToEdit();
        session.OfferUndo(
            Text["Saved"], undo => store.UpdateAsync(undo, saved.Channel, saved.ExternalId, before, saved.Version, CancellationToken.None));
    }

    private Task RestoreAsync(Draft draft)
    {
        (_form, _version) = (draft.Form, draft.Version);
        return _latest.RunAsync(PreviewAsync);
    }

    private string? Fault(string field) => RefusalText.Field(_refusal, field);

    private void Cancel() => Dialog.Cancel();

    private async Task<IEnumerable<string>> FindProductsAsync(string? search, CancellationToken cancellationToken)
    {
        var found = await products.ListAsync(new ProductSearch(search), new PageRequest(1, MaxOffered), cancellationToken);
        return found.Items.Select(p => p.Sku);
    }

    private Task ProductChosenAsync(string? sku) => ChangeAsync(() => _form.Sku = string.IsNullOrWhiteSpace(sku) ? null : sku.Trim());

    private async Task ChangeAsync(Action change)
    {
        change();
        _refusal = null;
        await _latest.RunAsync(PreviewAsync);
    }

    /// <summary>With the version it was made from: what others changed meanwhile is shown, not lost.</summary>
    private sealed record Draft(ListingForm Form, long Version);

    private bool IsThis(PreviewedListing line) => line.Channel == Listing.Channel && line.ExternalId == Listing.ExternalId;

    private async Task PreviewAsync()
    {
        _preview = await preview.OfListingAsync(new ListingKey(Listing.Channel, Listing.ExternalId), _form.ToEdit(), CancellationToken.None);
        StateHasChanged();
    }

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        try
        {
            switch (await store.UpdateAsync(await session.CommandAsync(), Listing.Channel, Listing.ExternalId, _form.ToEdit(), _version, CancellationToken.None))
            {
                case CommandAnswer<ListingView>.Done done:
                    OfferUndo(done.Value);
                    Dialog.Close(DialogResult.Ok(true));
                    break;
                case CommandAnswer<ListingView>.Refused { Refusal: { Kind: RefusalKind.Stale, Current: ListingView theirs } }:
                    _conflict = theirs;
                    break;
                case CommandAnswer<ListingView>.Refused refused:
                    _refusal = refused.Refusal;
                    break;
            }
        }
        finally
        {
            _isBusy = false;
        }
    }
}
