using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>The key lives in the circuit until its first code is confirmed; the recovery codes until the person says that they are kept.</summary>
public sealed partial class AppPanel(SecondFactorStore factors, PortalSession session, IDialogService dialogs, IStringLocalizer<AccountTexts> texts)
{
    /// <summary>With so few codes left the person is told to make new ones.</summary>
    private const int FewCodes = 3;

    private AuthenticatorKey? _key;
    private string _link = "";
    private string? _code;
    private bool _isWrong;
    private bool _isBusy;
    private IReadOnlyList<string>? _codes;

    /// <summary>How things are.</summary>
    [Parameter, EditorRequired]
    public SignInMeans Means { get; set; } = null!;

    /// <summary>Null lets nothing be changed.</summary>
    [Parameter]
    public string? Proof { get; set; }

    /// <summary>After a command, with its refusal.</summary>
    [Parameter, EditorRequired]
    public EventCallback<Refusal?> OnAnswer { get; set; }

    private IStringLocalizer<AccountTexts> Texts => texts;

    private string Download => "data:text/plain;charset=utf-8," + Uri.EscapeDataString(string.Join("\r\n", _codes ?? []));

    private async Task BeginAsync()
    {
        if (await session.FindCallerAsync() is { } caller)
        {
            _key = AuthenticatorKey.Create();
            _link = _key.Link(caller.Actor.Name).AbsoluteUri;
            (_code, _isWrong) = (null, false);
        }
    }

    private Task TurnOnAsync() => RunAsync(async context =>
    {
        var answer = await factors.TurnOnAsync(context, Proof, _key!, (_code ?? "").Replace(" ", "", StringComparison.Ordinal), CancellationToken.None);
        _code = null;
        _isWrong = answer is CommandAnswer<IReadOnlyList<string>>.Refused { Refusal.Errors: not null };
        return Show(answer);
    });

    private async Task RenewAsync()
    {
        if (await dialogs.ConfirmAsync(texts["NewCodes"], texts["NewCodesQuestion"], texts["NewCodes"]))
        {
            await RunAsync(async context => Show(await factors.RenewRecoveryAsync(context, Proof, CancellationToken.None)));
        }
    }

    private async Task TurnOffAsync()
    {
        if (await dialogs.ConfirmAsync(texts["TurnOff"], texts["TurnOffQuestion"], texts["TurnOff"], grave: true))
        {
            await RunAsync(async context => Say(await factors.TurnOffAsync(context, Proof, CancellationToken.None)));
        }
    }

    private Refusal? Show(CommandAnswer<IReadOnlyList<string>> answer)
    {
        if (answer is CommandAnswer<IReadOnlyList<string>>.Done done)
        {
            (_key, _link, _codes) = (null, "", done.Value);
        }
        return Say(answer);
    }

    private Refusal? Say<T>(CommandAnswer<T> answer)
    {
        if (answer is CommandAnswer<T>.Refused refused)
        {
            return refused.Refusal;
        }
        session.Say(texts["OthersEnded"]);
        return null;
    }

    private async Task RunAsync(Func<CommandContext, Task<Refusal?>> command)
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        try
        {
            await OnAnswer.InvokeAsync(await command(await session.CommandAsync()));
        }
        finally
        {
            _isBusy = false;
        }
    }
}
