using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
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
    private bool _isStale;
    private bool _isBusy;
    private Refusal? _refusal;

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

    protected override void OnInitialized() => Fill(Channel);

    private void Fill(ChannelView channel)
    {
        (_name, _weight, _version) = (channel.Name, channel.Weight, channel.Version);
        (_firstLink, _drift, _guard) = (channel.Policy.FirstLink, channel.Policy.Drift, channel.Policy.GuardPercent);
        foreach (var (name, value) in channel.Settings)
        {
            _values[name] = value;
        }
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
            switch (await store.UpdateAsync(await session.CommandAsync(), Channel.Key, input, _version, CancellationToken.None))
            {
                case CommandAnswer<ChannelView>.Done:
                    session.Say(text["Saved"]);
                    Dialog.Close(DialogResult.Ok(true));
                    break;
                case CommandAnswer<ChannelView>.Refused refused:
                    _refusal = refused.Refusal;
                    _isStale = refused.Refusal is { Kind: RefusalKind.Stale, Current: ChannelView };
                    if (refused.Refusal is { Kind: RefusalKind.Stale, Current: ChannelView theirs })
                    {
                        Fill(theirs);
                    }
                    break;
            }
        }
        finally
        {
            _isBusy = false;
        }
    }
}
