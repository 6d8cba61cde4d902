using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Users;

/// <summary>Who may sign in and as what, and the keys of scripts.</summary>
public sealed partial class UsersPage(
    AccessQueries access, PeopleStore people, ApiKeyStore keys, IDialogService dialogs, IStringLocalizer<UsersPage> text, IStringLocalizer<Words> words) : PortalPageBase
{
    /// <summary>People or keys shown: a merchant has few; the newest come first among keys.</summary>
    private const int MaxShown = 200;

    private List<Person> _people = [];
    private List<ApiKeySummary> _keys = [];
    private bool _mayManage;

    private IStringLocalizer<UsersPage> Text => text;

    private IStringLocalizer<Words> Words => words;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Access);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var mayManage = await Session.AllowsAsync(Permissions.PeopleManage, cancellationToken);
        var people = mayManage ? await access.PeopleAsync(0, MaxShown, cancellationToken) : [];
        var keys = mayManage ? await access.ApiKeysAsync(0, MaxShown, cancellationToken) : [];
        return () => (_mayManage, _people, _keys) = (mayManage, people, keys);
    }

    private Task EditRightsAsync(Person person) =>
        ShowAsync<RightsDialog>(text["Rights"], new DialogParameters<RightsDialog> { { d => d.Person, person } });

    private async Task ToggleAsync(Person person)
    {
        var verb = person.IsDisabled ? "Enable" : "Disable";
        if (!await dialogs.ConfirmAsync(text[verb], text[verb + "Question", person.Email], text[verb], grave: !person.IsDisabled))
        {
            return;
        }
        var context = await Session.CommandAsync();
        Session.Tell(
            person.IsDisabled
                ? await people.EnableAsync(context, person.Id, CancellationToken.None)
                : await people.DisableAsync(context, person.Id, CancellationToken.None),
            text["Saved"]);
        await ReloadAsync();
    }

    private bool Rests(Person person) => person.RestsUntil > Clock.GetUtcNow();

    private async Task EndRestAsync(Person person)
    {
        Session.Tell(await people.EndRestAsync(await Session.CommandAsync(), person.Id, CancellationToken.None), text["Saved"]);
        await ReloadAsync();
    }

    private Task InviteAsync(Person? person = null) =>
        ShowAsync<InviteDialog>(text["Invite"], new DialogParameters<InviteDialog> { { d => d.Person, person } });

    private Task AddPersonAsync() => ShowAsync<PersonDialog>(text["AddPerson"], []);

    private Task ResetPasswordAsync(Person person) =>
        ShowAsync<PersonDialog>(text["ResetPassword"], new DialogParameters<PersonDialog> { { d => d.Person, person } });

    private Task AddKeyAsync() => ShowAsync<ApiKeyDialog>(text["AddKey"], []);

    private async Task RevokeAsync(ApiKeySummary key)
    {
        if (await dialogs.ConfirmAsync(text["Revoke"], text["RevokeQuestion", key.Name], text["Revoke"], grave: true))
        {
            Session.Tell(await keys.RevokeAsync(await Session.CommandAsync(), key.Id, CancellationToken.None), text["Saved"]);
            await ReloadAsync();
        }
    }

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : Microsoft.AspNetCore.Components.IComponent
    {
        var dialog = await dialogs.ShowAsync<TDialog>(title, parameters);
        await dialog.Result;
        await ReloadAsync();
    }
}
