using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>Edits a channel's weight and policy, and for administrators its connection. Secrets left empty stay as they are.</summary>
public sealed partial class ChannelEditDialog(
    ChannelStore store, PortalSession session, RefusalText refusals, IStringLocalizer<ChannelsPage> text, IStringLocalizer<Words> words)
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private string _name = "";
    private int _weight;
    private FirstLinkPolicy _firstLink;
    private DriftPolicy _drift;
    private int _guard;
    private long _version;
    private ChannelView _before = null!;
    private ChannelView? _conflict;
    private bool _isBusy;
    private int _divided;
    private Refusal? _refusal;
    private RuleProposal? _counted;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>The channel as read when the dialog opened.</summary>
    [Parameter, EditorRequired]
    public ChannelView Channel { get; set; } = null!;

    /// <summary>Whether the connection may be edited too.</summary>
    [Parameter]
    public bool MayConnect { get; set; }

    private IStringLocalizer<ChannelsPage> Text => text;

    private IStringLocalizer<Words> Words => words;

    private RefusalText Refusals => refusals;

    /// <summary>What is counted before it may be saved; null while the weight stays.</summary>
    private RuleProposal? Proposal => _weight == _before.Weight || _weight is < 0 or > AllocationInput.MaxWeight ? null : new RuleProposal.ChannelWeight(Channel.Key, _weight);

    protected override void OnInitialized() => Fill(Channel);

    private void Fill(ChannelView channel)
    {
        (_name, _weight, _before, _version) = (channel.Name, channel.Weight, channel, channel.Version);
        (_firstLink, _drift, _guard) = (channel.Policy.FirstLink, channel.Policy.Drift, channel.Policy.GuardPercent);
        foreach (var (name, value) in channel.Settings)
        {
            _values[name] = value;
        }
    }

    // Never a secret: what is kept lies in the browser.
    private Draft Entered => new(_name, _weight, _firstLink, _drift, _guard, ChannelFields.Open(Channel.Kind, _values), _version);

    private void Restore(Draft draft)
    {
        (_name, _weight, _firstLink, _drift, _guard, _version) = (draft.Name, draft.Weight, draft.FirstLink, draft.Drift, draft.Guard, draft.Version);
        foreach (var (name, value) in draft.Settings)
        {
            _values[name] = value;
        }
    }

    private sealed record Draft(string Name, int Weight, FirstLinkPolicy FirstLink, DriftPolicy Drift, int Guard, IReadOnlyDictionary<string, string?> Settings, long Version);

    private void Weigh(int? weight) => _weight = weight ?? 0;

    private ConflictNote.Difference[] Differences(ChannelView theirs) =>
    [
        new(text["Name"], _name, theirs.Name),
        new(text["Weight"], Numbers.Of(_weight), Numbers.Of(theirs.Weight)),
        new(text["FirstLink"], text["FirstLink" + _firstLink], text["FirstLink" + theirs.Policy.FirstLink]),
        new(text["Drift"], text["Drift" + _drift], text["Drift" + theirs.Policy.Drift]),
        new(text["Guard"], Numbers.Of(_guard), Numbers.Of(theirs.Policy.GuardPercent)),
        .. Channel.Settings.Keys.Union(theirs.Settings.Keys)
            .Select(name => new ConflictNote.Difference(text["Field_" + name], _values.GetValueOrDefault(name), theirs.Settings.GetValueOrDefault(name))),
    ];

    private void TakeTheirs()
    {
        Fill(_conflict!);
        _conflict = null;
    }

    private void KeepMine()
    {
        (_before, _version) = (_conflict!, _conflict!.Version);
        _conflict = null;
    }

    private string? Fault(string field) => RefusalText.Field(_refusal, field);

    private void Cancel() => Dialog.Cancel();

    /// <summary>Only what differs is sent, so that an Editor's edit of the weight does not ask for the right to connect.</summary>
    private Dictionary<string, string?>? Changed(bool secret)
    {
        var changed = ChannelFields.Of(Channel.Kind)
            .Where(f => f.IsSecret == secret)
            .Select(f => (f.Name, Value: _values.GetValueOrDefault(f.Name)))
            .Where(v => secret ? !string.IsNullOrEmpty(v.Value) : v.Value != Channel.Settings.GetValueOrDefault(v.Name))
            .ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        return MayConnect && changed.Count > 0 ? changed : null;
    }

    private void Tell(int done) => _ = InvokeAsync(() =>
    {
        _divided = done;
        StateHasChanged();
    });

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        try
        {
            var input = new ChannelInput(
                Name: _name, Settings: Changed(secret: false), Credentials: Changed(secret: true), Weight: _weight, Policy: new ChannelPolicyEdit(_firstLink, _drift, _guard));
            switch (await store.UpdateAsync(await session.CommandAsync(), Channel.Key, input, _version, Tell, CancellationToken.None))
            {
                case CommandAnswer<ChannelView>.Done done:
                    Tell(done.Value, isConnection: input.Settings is not null || input.Credentials is not null);
                    Dialog.Close(DialogResult.Ok(true));
                    break;
                case CommandAnswer<ChannelView>.Refused { Refusal: { Kind: RefusalKind.Stale, Current: ChannelView theirs } }:
                    _conflict = theirs;
                    break;
                case CommandAnswer<ChannelView>.Refused refused:
                    _refusal = refused.Refusal;
                    break;
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    // A changed connection has no way back: an old secret is nowhere to be read.
    private void Tell(ChannelView saved, bool isConnection)
    {
        if (isConnection)
        {
            session.Say(text["Saved"]);
            return;
        }
        var (name, weight, policy) = (_before.Name, _before.Weight, _before.Policy);
        var before = new ChannelInput(Name: name, Weight: weight, Policy: new ChannelPolicyEdit(policy.FirstLink, policy.Drift, policy.GuardPercent));
        session.OfferUndo(text["Saved"], undo => store.UpdateAsync(undo, saved.Key, before, saved.Version, CancellationToken.None));
    }
}
