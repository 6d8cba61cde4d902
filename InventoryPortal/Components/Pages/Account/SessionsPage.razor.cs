using InventoryPortal.Access;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>Where somebody is signed in: one's own sessions, or for administrators another's.</summary>
public sealed partial class SessionsPage(SessionQueries queries, SessionStore store, IDialogService dialogs, IStringLocalizer<SessionsPage> text) : PortalPageBase
{
    private List<SessionView> _sessions = [];
    private string? _owner;
    private string? _userId;
    private string? _mine;

    /// <summary>Whose sessions; null for one's own.</summary>
    [Parameter]
    public string? Id { get; set; }

    private IStringLocalizer<SessionsPage> Text => text;

    private bool IsOwn => Id is null;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Access);

    /// <summary>The page of somebody's sessions.</summary>
    public static string Address(string userId) => $"/users/{Uri.EscapeDataString(userId)}/sessions";

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var caller = await Session.FindCallerAsync();
        var userId = IsOwn ? caller?.Actor.Id : await Session.AllowsAsync(Permissions.PeopleManage, cancellationToken) ? Id : null;
        var owner = userId is null ? null : await queries.OwnerAsync(userId, cancellationToken);
        var sessions = owner is null ? [] : await queries.OpenAsync(userId!, cancellationToken);
        return () => (_owner, _userId, _sessions, _mine) = (owner, userId, sessions, caller?.SessionId);
    }

    private async Task EndAsync(SessionView session)
    {
        Session.Tell(await store.EndAsync(await Session.CommandAsync(), session.Id, CancellationToken.None), text["Ended"]);
        await ReloadAsync();
    }

    private async Task EndOthersAsync()
    {
        var verb = IsOwn ? "EndOthers" : "EndAll";
        if (_userId is { } userId && await dialogs.ConfirmAsync(text[verb], text[verb + "Question"], text[verb], grave: true))
        {
            Session.Tell(await store.EndOthersAsync(await Session.CommandAsync(), userId, CancellationToken.None), text["Ended"]);
            await ReloadAsync();
        }
    }
}
