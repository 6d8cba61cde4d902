using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>A new passkey is made by the browser's script, which hands it in over HTTP: its challenge lies in a cookie, which a circuit cannot carry.</summary>
public sealed partial class PasskeysPanel(
    PasskeyStore passkeys, PortalSession session, IDialogService dialogs, IJSRuntime script, NavigationManager navigation, IStringLocalizer<AccountTexts> texts)
{
    /// <summary>How long a person may take with the device before the page gives up waiting; browsers give up after five minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private string? _name;
    private string? _newName;
    private string? _renamed;
    private string? _fault;
    private bool _isBusy;
    private bool _isAddress;
    private string? _localhost;

    [Parameter, EditorRequired]
    public IReadOnlyList<Passkey> Passkeys { get; set; } = [];

    /// <summary>Null lets nothing be changed.</summary>
    [Parameter]
    public string? Proof { get; set; }

    /// <summary>After a command, with its refusal.</summary>
    [Parameter, EditorRequired]
    public EventCallback<Refusal?> OnAnswer { get; set; }

    private IStringLocalizer<AccountTexts> Texts => texts;

    protected override void OnInitialized() =>
        (_isAddress, _localhost) = (PasskeyHost.IsAddress(new Uri(navigation.Uri)), PasskeyHost.NamedInstead(new Uri(navigation.Uri)));

    private Task AddAsync() => RunAsync(async () =>
    {
        await using var module = await script.InvokeAsync<IJSObjectReference>("import", "./passkeys.js");
        var answer = await module.InvokeAsync<string>("add", Patience, [PasskeyEndpoints.OwnPath, Proof, _name!.Trim()]);
        _fault = answer switch
        {
            "" or FreshProof.LackingCode => null,
            "cancelled" or "unsupported" or "known" => texts["Passkey_" + answer].Value,
            _ => texts["Passkey_failed"].Value,
        };
        if (answer.Length == 0)
        {
            _name = null;
            session.Say(texts["OthersEnded"]);
        }
        return answer == FreshProof.LackingCode ? FreshProof.Lacking : null;
    });

    private Task RenameAsync(Passkey passkey) => RunAsync(async () =>
    {
        var answer = await passkeys.RenameAsync(await session.CommandAsync(), Proof, passkey.Id, _newName, CancellationToken.None);
        _renamed = null;
        return (answer as CommandAnswer<string>.Refused)?.Refusal;
    });

    private async Task RemoveAsync(Passkey passkey)
    {
        if (await dialogs.ConfirmAsync(texts["Remove"], texts["RemoveQuestion", passkey.Name], texts["Remove"], grave: true))
        {
            await RunAsync(async () =>
            {
                var answer = await passkeys.RemoveAsync(await session.CommandAsync(), Proof, passkey.Id, CancellationToken.None);
                if (answer is CommandAnswer<string>.Refused refused)
                {
                    return refused.Refusal;
                }
                session.Say(texts["OthersEnded"]);
                return null;
            });
        }
    }

    private async Task RunAsync(Func<Task<Refusal?>> command)
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        _fault = null;
        try
        {
            await OnAnswer.InvokeAsync(await command());
        }
        catch (OperationCanceledException)
        {
            _fault = texts["Passkey_cancelled"];
        }
        finally
        {
            _isBusy = false;
        }
    }
}
