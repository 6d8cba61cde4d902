using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>Connects a channel: its fields, a test that shows each check apart, and how the first link is treated.</summary>
public sealed partial class ChannelConnectDialog(
    ChannelStore store, ConnectionProbe probe, PortalSession session, RefusalText refusals, IStringLocalizer<ChannelsPage> text, IStringLocalizer<Words> words)
{
    private const int MaxKey = 40;

    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal)
    {
        // Ours to choose: the store signs its webhooks with it, or makes sure of our endpoint by it.
        ["webhookSecret"] = RandomNumberGenerator.GetHexString(48, lowercase: true),
        ["verificationToken"] = RandomNumberGenerator.GetHexString(48, lowercase: true),
    };

    private ChannelKind _kind = ChannelKind.WooCommerce;
    private string _name = "";
    private string _key = "";
    private bool _keyIsOwn;
    private int _weight = 1;
    private FirstLinkPolicy _firstLink = FirstLinkPolicy.Observe;
    private IReadOnlyList<ProbeCheck>? _test;
    private bool _shadow;
    private Refusal? _refusal;
    private DraftKeeper<Draft>? _draft;
    private bool _isBusy;
    private bool _isTesting;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    private IStringLocalizer<ChannelsPage> Text => text;

    private IStringLocalizer<Words> Words => words;

    private RefusalText Refusals => refusals;

    private string? Fault(string field) => RefusalText.Field(_refusal, field);

    private void Cancel() => Dialog.Cancel();

    private void Named(string? name)
    {
        _name = name ?? "";
        if (!_keyIsOwn)
        {
            _key = KeyOf(_name);
        }
    }

    private void Keyed(string? key)
    {
        _key = key?.Trim() ?? "";
        _keyIsOwn = _key.Length > 0;
    }

    // Never a secret: what is kept lies in the browser.
    private Draft Entered => new(_kind, _name, _key, _keyIsOwn, _weight, _firstLink, _shadow, ChannelFields.Open(_kind, _values));

    private void Restore(Draft draft)
    {
        (_kind, _name, _key, _keyIsOwn) = (draft.Kind, draft.Name, draft.Key, draft.KeyIsOwn);
        (_weight, _firstLink, _shadow) = (draft.Weight, draft.FirstLink, draft.Shadow);
        foreach (var (name, value) in draft.Settings)
        {
            _values[name] = value;
        }
    }

    private sealed record Draft(
        ChannelKind Kind, string Name, string Key, bool KeyIsOwn, int Weight, FirstLinkPolicy FirstLink, bool Shadow, IReadOnlyDictionary<string, string?> Settings);

    private void Enter(ChannelField field, string? value)
    {
        _values[field.Name] = value?.Trim();
        _test = null;
    }

    /// <summary>A key from a name: letters, digits and single hyphens.</summary>
    internal static string KeyOf(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                key.Append(c);
            }
            else if (key.Length > 0 && key[^1] != '-')
            {
                key.Append('-');
            }
        }
        return (key.Length > MaxKey ? key.ToString(0, MaxKey) : key.ToString()).Trim('-');
    }

    private Dictionary<string, string> Values(bool secret) =>
        ChannelFields.Of(_kind)
            .Where(f => f.IsSecret == secret && !string.IsNullOrEmpty(_values.GetValueOrDefault(f.Name)))
            .ToDictionary(f => f.Name, f => _values[f.Name]!, StringComparer.Ordinal);

    private Task TestAsync() => GuardAsync(async () =>
    {
        _isTesting = true;
        StateHasChanged();
        try
        {
            var caller = (await session.CommandAsync()).Caller;
            var answer = await probe.TestAsync(caller, _kind, Values(secret: false), Values(secret: true), CancellationToken.None);
            _test = (answer as CommandAnswer<IReadOnlyList<ProbeCheck>>.Done)?.Value;
            _refusal = (answer as CommandAnswer<IReadOnlyList<ProbeCheck>>.Refused)?.Refusal;
        }
        finally
        {
            _isTesting = false;
        }
    });

    private Task SaveAsync() => GuardAsync(async () =>
    {
        var input = new ChannelInput(
            _key,
            _kind,
            _name,
            Values(secret: false).ToDictionary(v => v.Key, v => (string?)v.Value),
            Values(secret: true).ToDictionary(v => v.Key, v => (string?)v.Value),
            _weight,
            new ChannelPolicyEdit(_firstLink, Shadow: _shadow));
        var answer = await store.CreateAsync(await session.CommandAsync(), input, CancellationToken.None);
        if (answer is CommandAnswer<ChannelView>.Done done)
        {
            session.Say(text["Connected", done.Value.Name]);
            _draft?.Release();
            Dialog.Close(DialogResult.Ok(done.Value.Key));
        }
        _refusal = (answer as CommandAnswer<ChannelView>.Refused)?.Refusal;
    });

    private async Task GuardAsync(Func<Task> work)
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        try
        {
            await work();
        }
        finally
        {
            _isBusy = false;
        }
    }
}
