using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Shared;

/// <summary>The person at this circuit: who it is, what may be shown, and how an answer is told.</summary>
public sealed class PortalSession(
    AuthenticationStateProvider authentication, RightsLookup rights, ISnackbar snackbar, RefusalText refusals, IStringLocalizer<Words> words)
{
    /// <summary>Milliseconds for which a way back is offered: long enough to read it, reach it and press it.</summary>
    private const int UndoMs = 10_000;

    /// <summary>Who is signed in, or null.</summary>
    public async Task<Caller?> FindCallerAsync() => (await authentication.GetAuthenticationStateAsync()).User.FindCaller();

    /// <summary>Tells persons apart in what a browser keeps for each; empty when nobody is signed in.</summary>
    public async Task<string> PersonKeyAsync() => (await FindCallerAsync())?.Actor.Id ?? "";

    /// <summary>The present rights; null when the person has none (any more).</summary>
    public async Task<Rights?> RightsAsync(CancellationToken cancellationToken = default) =>
        await FindCallerAsync() is { } caller ? await rights.FindAsync(caller, cancellationToken) : null;

    /// <summary>The present role; null when the person has no right (any more).</summary>
    public async Task<Role?> RoleAsync(CancellationToken cancellationToken = default) => (await RightsAsync(cancellationToken))?.Role;

    /// <summary>Channel keys that the person is limited to, for what is read; null for all, none at all for who has no rights any more.</summary>
    public async Task<IReadOnlySet<string>?> ScopeAsync(CancellationToken cancellationToken = default) =>
        await RightsAsync(cancellationToken) is { } held ? held.Channels : ChannelScope.Nothing;

    /// <summary>Whether to show a deed that names no channel and needs <paramref name="permission"/>. The stage checks again when it acts.</summary>
    public async Task<bool> AllowsAsync(string permission, CancellationToken cancellationToken = default) =>
        (await RightsAsync(cancellationToken))?.Allows(permission) == true;

    /// <summary>Whether to show deeds that need <paramref name="permission"/>, on a page that shows the person's own channels only. Likewise.</summary>
    public async Task<bool> HoldsAsync(string permission, CancellationToken cancellationToken = default) =>
        (await RightsAsync(cancellationToken))?.Holds(permission) == true;

    /// <summary>A command of this person.</summary>
    public async Task<CommandContext> CommandAsync() =>
        new(await FindCallerAsync() ?? throw new InvalidOperationException("A command needs somebody signed in."));

    /// <summary>Tells how a command went; true when it was done. <paramref name="done"/> is the sentence for success, null to say nothing.</summary>
    public bool Tell<T>(CommandAnswer<T> answer, string? done = null)
    {
        if (answer is CommandAnswer<T>.Refused refused)
        {
            Refuse(refused.Refusal);
            return false;
        }
        if (done is not null)
        {
            snackbar.Add(done, Severity.Success);
        }
        return true;
    }

    /// <summary>Shows a refusal.</summary>
    public void Refuse(Refusal refusal) =>
        snackbar.Add(refusals.Of(refusal), refusal.Kind is RefusalKind.Unavailable ? Severity.Warning : Severity.Error);

    /// <summary>
    /// Tells that a command was done, with a button that takes it back for <see cref="UndoMs"/>. The way back is a command of its
    /// own: where it would not hold any more, the stage refuses it and the person reads why.
    /// </summary>
    /// <param name="undone">What to say of it when it is more than that it is undone.</param>
    public void OfferUndo<T>(string done, Func<CommandContext, Task<CommandAnswer<T>>> undo, Func<T, string?>? undone = null) =>
        snackbar.Add(done, Severity.Success, options =>
        {
            options.Action = words["Undo"];
            options.ActionColor = Color.Inherit;
            options.VisibleStateDuration = UndoMs;
            options.CloseAfterNavigation = false;
            options.OnClick = async _ => TellUndone(await undo(await CommandAsync()), undone);
        });

    /// <summary>Tells how taking something back went.</summary>
    public void TellUndone<T>(CommandAnswer<T> answer, Func<T, string?>? undone = null)
    {
        if (answer is CommandAnswer<T>.Refused refused)
        {
            snackbar.Add(words["NotUndone", refusals.Of(refused.Refusal)], Severity.Error);
        }
        else
        {
            var more = answer is CommandAnswer<T>.Done done ? undone?.Invoke(done.Value) : null;
            snackbar.Add(more ?? words["Undone"], more is null ? Severity.Success : Severity.Warning);
        }
    }

    /// <summary>Shows a sentence.</summary>
    public void Say(string sentence, Severity severity = Severity.Success) => snackbar.Add(sentence, severity);
}
