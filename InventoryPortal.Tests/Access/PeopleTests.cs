using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class PeopleTests : IAsyncLifetime
{
    private const string Password = "a long enough password";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly PortalHost _portal = PortalHost.Start();

    private PeopleStore People => _portal.Services.GetRequiredService<PeopleStore>();

    private PortalDatabase Database => _portal.Services.GetRequiredService<PortalDatabase>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task The_last_administrator_can_be_neither_lowered_nor_disabled()
    {
        var admin = await AdminAsync();
        Assert.Equal("last_admin", Code(await People.SetRightsAsync(CommandContext.System, admin.Id, Role.Editor, null, Stop)));
        Assert.Equal("last_admin", Code(await People.DisableAsync(CommandContext.System, admin.Id, Stop)));

        await CreateAsync("second@example.test", Role.Admin);

        Assert.Null(Code(await People.DisableAsync(CommandContext.System, admin.Id, Stop)));
    }

    [Fact]
    public async Task Lowering_changes_the_stamp_and_raising_does_not()
    {
        var person = await CreateAsync("eve@example.test", Role.Editor);
        var first = await StampAsync(person.Id);
        await People.SetRightsAsync(CommandContext.System, person.Id, Role.Admin, null, Stop);
        Assert.Equal(first, await StampAsync(person.Id));
        await People.SetRightsAsync(CommandContext.System, person.Id, Role.Viewer, null, Stop);
        Assert.NotEqual(first, await StampAsync(person.Id));
    }

    [Fact]
    public async Task An_administrator_of_some_channels_or_without_a_way_in_does_not_keep_the_portal()
    {
        var admin = await AdminAsync();
        Assert.Equal("last_admin", Code(await People.SetRightsAsync(CommandContext.System, admin.Id, Role.Admin, ["north"], Stop)));
        await CreateAsync("limited@example.test", Role.Admin, "north");
        await _portal.Services.GetRequiredService<Invitations>().InviteAsync(CommandContext.System, "invited@example.test", Role.Admin, Stop);

        Assert.Equal("last_admin", Code(await People.DisableAsync(CommandContext.System, admin.Id, Stop)));
        Assert.Equal("last_admin", Code(await People.SetRightsAsync(CommandContext.System, admin.Id, Role.Editor, null, Stop)));
    }

    [Fact]
    public async Task A_password_keeps_nobody_in_where_passwords_open_nothing()
    {
        await using var portal = PortalHost.Start(new Dictionary<string, string?>
        {
            ["AzureAd:Instance"] = "https://login.microsoftonline.com/",
            ["AzureAd:TenantId"] = "11111111-2222-3333-4444-555555555555",
            ["AzureAd:ClientId"] = "22222222-2222-2222-2222-222222222222",
            ["AzureAd:ClientSecret"] = "b",
            ["Access:LocalAccounts"] = "Off",
        });
        var people = portal.Services.GetRequiredService<PeopleStore>();
        await people.CreateAsync(CommandContext.System, "second@example.test", Password, Role.Admin, Stop);
        var admin = (await portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop)).Single(p => p.Email == PortalHost.AdminEmail);

        Assert.Equal("last_admin", Code(await people.DisableAsync(CommandContext.System, admin.Id, Stop)));
    }

    [Fact]
    public async Task Nobody_disables_themselves()
    {
        await CreateAsync("second@example.test", Role.Admin);
        var admin = await AdminAsync();
        var self = new CommandContext(new Caller(new Actor(ActorKind.User, admin.Id, admin.Email), await StampAsync(admin.Id)));

        Assert.Equal("own_account", Code(await People.DisableAsync(self, admin.Id, Stop)));
    }

    [Fact]
    public async Task A_narrower_limit_ends_the_sessions_and_a_wider_one_holds_at_the_next_command()
    {
        var person = await CreateAsync("eve@example.test", Role.Operator, "north", "south");
        var stamp = await StampAsync(person.Id);
        var caller = new Caller(new Actor(ActorKind.User, person.Id, person.Email), stamp);
        var rights = _portal.Services.GetRequiredService<RightsLookup>();
        Assert.False((await rights.FindAsync(caller, Stop))!.Allows(Permissions.SyncControl, "west"));

        await People.SetRightsAsync(CommandContext.System, person.Id, Role.Operator, ["west", "south", "north"], Stop);
        Assert.True((await rights.FindAsync(caller, Stop))!.Allows(Permissions.SyncControl, "west"));
        Assert.Equal(stamp, await StampAsync(person.Id));

        await People.SetRightsAsync(CommandContext.System, person.Id, Role.Operator, ["north"], Stop);
        Assert.Null(await rights.FindAsync(caller, Stop));
        Assert.Equal(["north"], (await _portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop)).Single(p => p.Id == person.Id).Channels);
    }

    [Theory]
    [InlineData]
    [InlineData("a,b")]
    [InlineData(" ")]
    public async Task A_limit_to_no_channel_is_refused(params string[] channels)
    {
        var admin = await AdminAsync();
        var answer = await People.SetRightsAsync(CommandContext.System, admin.Id, Role.Admin, channels, Stop);
        Assert.Equal(["channels"], Assert.IsType<CommandAnswer<Person>.Refused>(answer).Refusal.Errors!.Keys);
    }

    [Fact]
    public async Task A_disabled_persons_next_command_is_refused_and_on_record()
    {
        var person = await CreateAsync("eve@example.test", Role.Admin);
        var caller = new CommandContext(new Caller(new Actor(ActorKind.User, person.Id, person.Email), await StampAsync(person.Id)));
        Assert.Null(Code(await People.CreateAsync(caller, "one@example.test", Password, Role.Viewer, Stop)));

        await People.DisableAsync(CommandContext.System, person.Id, Stop);

        Assert.Equal("forbidden", Code(await People.CreateAsync(caller, "two@example.test", Password, Role.Viewer, Stop)));
        var denied = await Database.ReadAsync((db, token) => db.Activity.CountAsync(a => a.ActorId == person.Id && !a.Allowed, token), Stop);
        Assert.Equal(1, denied);
    }

    [Theory]
    [InlineData("not an address", Password, "email")]
    [InlineData("eve@example.test", "short", "password")]
    [InlineData("eve@example.test", "eve@example.test", "password")]
    [InlineData("eve@example.test", "aaaaaaaaaaaaaaaa", "password")]
    public async Task A_bad_address_or_password_is_refused_with_its_field(string email, string password, string field)
    {
        var answer = await People.CreateAsync(CommandContext.System, email, password, Role.Viewer, Stop);
        Assert.Equal([field], Assert.IsType<CommandAnswer<Person>.Refused>(answer).Refusal.Errors!.Keys);
    }

    [Fact]
    public async Task An_address_is_one_person_whatever_its_case()
    {
        await CreateAsync("eve@example.test", Role.Viewer);
        Assert.Equal("duplicate_person", Code(await People.CreateAsync(CommandContext.System, "EVE@example.test", Password, Role.Viewer, Stop)));
    }

    [Fact]
    public async Task A_reset_password_opens_the_account_and_the_old_one_does_not()
    {
        var person = await CreateAsync("eve@example.test", Role.Viewer);
        await People.ResetPasswordAsync(CommandContext.System, person.Id, "another long password", Stop);
        using var browser = _portal.Browser();
        using var old = await browser.SignInAsync(Stop, person.Email, Password);
        Assert.Equal(System.Net.HttpStatusCode.OK, old.StatusCode);
        using var fresh = await browser.SignInAsync(Stop, person.Email, "another long password");
        Assert.Equal(System.Net.HttpStatusCode.Redirect, fresh.StatusCode);
    }

    [Fact]
    public async Task A_session_ends_when_the_stamp_changes_or_twelve_hours_are_over()
    {
        var check = _portal.Services.GetRequiredService<SessionCheck>();
        var admin = await AdminAsync();
        var stamp = await StampAsync(admin.Id);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

        var session = await Principals.OpenSessionAsync(_portal.Services.GetRequiredService<PortalDatabase>(), admin.Id, now);

        Assert.True(await check.IsGoodAsync(Principals.Person(admin.Id, stamp, now, session), Stop));
        Assert.False(await check.IsGoodAsync(Principals.Person(admin.Id, stamp, now, "another session"), Stop));
        Assert.False(await check.IsGoodAsync(Principals.Person(admin.Id, stamp, now), Stop));
        Assert.False(await check.IsGoodAsync(Principals.Person(admin.Id, "another stamp", now, session), Stop));
        Assert.False(await check.IsGoodAsync(Principals.Person(admin.Id, stamp, now.AddHours(-12).AddMinutes(-1), session), Stop));
        Assert.False(await check.IsGoodAsync(Principals.Person(admin.Id, stamp, null, session), Stop));
        Assert.False(await check.IsGoodAsync(new System.Security.Claims.ClaimsPrincipal(), Stop));
    }

    private static string? Code(CommandAnswer<Person> answer) => (answer as CommandAnswer<Person>.Refused)?.Refusal.Code;

    private async Task<Person> CreateAsync(string email, Role role, params string[] channels) =>
        Assert.IsType<CommandAnswer<Person>.Done>(
            await People.CreateAsync(CommandContext.System, email, Password, role, Stop, channels.Length == 0 ? null : channels)).Value;

    private async Task<Person> AdminAsync() =>
        Assert.Single(await _portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop), p => p.Email == PortalHost.AdminEmail);

    private Task<string?> StampAsync(string id) =>
        Database.ReadAsync((db, token) => db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleAsync(token), Stop);
}
