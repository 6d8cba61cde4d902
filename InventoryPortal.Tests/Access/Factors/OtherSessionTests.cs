using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>What a change of how somebody signs in does to their sessions.</summary>
public sealed class OtherSessionTests
{
    private const string NewPassword = "a quiet harbour at dawn";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("app on")]
    [InlineData("app off")]
    [InlineData("recovery codes")]
    [InlineData("passkey added")]
    [InlineData("passkey removed")]
    [InlineData("password")]
    public async Task A_change_by_the_person_ends_every_session_but_the_one_it_comes_from(string change)
    {
        await using var host = await FactorHost.StartAsync();
        var before = await BeginAsync(host, change);
        using var mine = await SignInAsync(host);
        var session = Assert.Single(await OpenAsync(host)).Id;
        using var other = await SignInAsync(host);
        var eve = await host.EveAsync();
        var context = new CommandContext(eve.Caller with { SessionId = session });

        Assert.Null(await ChangeAsync(host, change, context, before));

        Assert.True(await mine.IsInAsync(Stop));
        Assert.False(await other.IsInAsync(Stop));
        Assert.Equal(session, Assert.Single(await OpenAsync(host)).Id);
    }

    [Fact]
    public async Task Another_name_for_a_passkey_ends_nothing_and_neither_does_a_refused_change()
    {
        await using var host = await FactorHost.StartAsync();
        var id = await AddPasskeyAsync(host);
        using var mine = await SignInAsync(host);
        var session = Assert.Single(await OpenAsync(host)).Id;
        using var other = await SignInAsync(host);
        var context = new CommandContext((await host.EveAsync()).Caller with { SessionId = session });

        Assert.Null(Code(await host.Get<PasskeyStore>().RenameAsync(context, await host.ProofAsync(), id!, "Old laptop", Stop)));
        Assert.Equal("factor_off", Code(await host.Factors.TurnOffAsync(context, await host.ProofAsync(), Stop)));
        Assert.Equal("validation_failed", Code(await host.Get<OwnPasswordStore>().ChangeAsync(context, "not the password", NewPassword, Stop)));

        Assert.True(await other.IsInAsync(Stop));
    }

    [Fact]
    public async Task An_administrators_reset_ends_them_all_and_the_list_shows_none()
    {
        await using var host = await FactorHost.StartAsync();
        using var browser = await SignInAsync(host);

        Assert.Null(Code(await host.People.ResetPasswordAsync(CommandContext.System, host.EveId, NewPassword, Stop)));

        Assert.False(await browser.IsInAsync(Stop));
        Assert.Empty(await OpenAsync(host));
    }

    [Fact]
    public async Task A_password_is_changed_by_the_present_one_alone_and_by_the_rules()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        var (eve, passwords) = (await host.EveAsync(), host.Get<OwnPasswordStore>());

        Assert.Equal(["current"], Faults(await passwords.ChangeAsync(eve, host.NextCode(), NewPassword, Stop)));
        Assert.Equal(["password"], Faults(await passwords.ChangeAsync(eve, FactorHost.Password, "too short", Stop)));
        Assert.Equal(["password"], Faults(await passwords.ChangeAsync(eve, FactorHost.Password, FactorHost.Password, Stop)));
        Assert.Null(Code(await passwords.ChangeAsync(eve, FactorHost.Password, NewPassword, Stop)));

        using var browser = host.Portal.Browser();
        using var old = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        Assert.Null(old.Headers.Location);
        using var fresh = await browser.SignInAsync(Stop, FactorHost.Email, NewPassword);
        Assert.Contains("/sign-in/code", fresh.Headers.Location?.OriginalString, StringComparison.Ordinal);
        var record = await host.ReadAsync((db, token) => db.Activity.Where(a => a.After == "password changed").Select(a => a.Action + a.Before).SingleAsync(token));
        Assert.Equal(Permissions.AccountSecure, record);
    }

    [Fact]
    public async Task Who_stands_at_the_second_page_with_the_former_password_begins_again()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        using var thief = await host.AtTheCodeAsync();

        Assert.Null(Code(await host.Get<OwnPasswordStore>().ChangeAsync(await host.EveAsync(), FactorHost.Password, NewPassword, Stop)));
        using var page = await thief.GetAsync("sign-in/code", Stop);

        Assert.Equal("/sign-in", page.Headers.Location is { } led ? new Uri(host.Portal.Address, led).AbsolutePath : null);
    }

    // What has to be there before the change, set up before anybody signs in.
    private static async Task<string?> BeginAsync(FactorHost host, string change)
    {
        if (change is "app off" or "recovery codes")
        {
            await host.TurnOnAsync();
        }
        return change == "passkey removed" ? await AddPasskeyAsync(host) : null;
    }

    private static async Task<string?> ChangeAsync(FactorHost host, string change, CommandContext context, string? passkey)
    {
        var proof = await host.ProofAsync();
        var key = AuthenticatorKey.Create();
        var passkeys = host.Get<PasskeyStore>();
        return change switch
        {
            "app on" => Code(await host.Factors.TurnOnAsync(context, proof, key, Totp.Code(key.Bytes, Totp.StepOf(host.Clock.GetUtcNow())), Stop)),
            "app off" => Code(await host.Factors.TurnOffAsync(context, proof, Stop)),
            "recovery codes" => Code(await host.Factors.RenewRecoveryAsync(context, proof, Stop)),
            "passkey added" => Code(await passkeys.AddAsync(context, proof, Made(9), "Phone", Stop)),
            "passkey removed" => Code(await passkeys.RemoveAsync(context, proof, passkey!, Stop)),
            _ => Code(await host.Get<OwnPasswordStore>().ChangeAsync(context, FactorHost.Password, NewPassword, Stop)),
        };
    }

    private static async Task<HttpClient> SignInAsync(FactorHost host)
    {
        var browser = host.Portal.Browser();
        using var answer = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        if (answer.Headers.Location?.OriginalString.Contains("/sign-in/code", StringComparison.Ordinal) == true)
        {
            Assert.Equal("/products", await browser.TypeCodeAsync(host.NextCode(), Stop));
        }
        Assert.True(await browser.IsInAsync(Stop));
        return browser;
    }

    private static async Task<string?> AddPasskeyAsync(FactorHost host)
    {
        Assert.Null(Code(await host.Get<PasskeyStore>().AddAsync(await host.EveAsync(), await host.ProofAsync(), Made(1), "Laptop", Stop)));
        return (await host.Get<SecondFactorQueries>().FindAsync((await host.EveAsync()).Caller, Stop))?.Passkeys[0].Id;
    }

    private static Task<List<SessionView>> OpenAsync(FactorHost host) => host.Get<SessionQueries>().OpenAsync(host.EveId, Stop);

    private static UserPasskeyInfo Made(byte id) =>
        new([id, 2, 3, 4], [1, 2, 3], DateTimeOffset.UnixEpoch, 0, ["internal"], isUserVerified: true, isBackupEligible: false, isBackedUp: false, [4, 5], [6, 7]);

    private static string? Code<T>(CommandAnswer<T> answer) => (answer as CommandAnswer<T>.Refused)?.Refusal.Code;

    private static IEnumerable<string>? Faults<T>(CommandAnswer<T> answer) => (answer as CommandAnswer<T>.Refused)?.Refusal.Errors?.Keys;
}
