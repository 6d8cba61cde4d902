using InventoryPortal.Access;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>What is written for the post when an account begins to rest, and when there is no post.</summary>
public sealed class LockoutLetterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rest_is_told_once_a_day_whether_passwords_or_codes_were_wrong()
    {
        await using var host = await FactorHost.StartAsync(WithPost("3"));
        await host.TurnOnAsync();
        await TypeWrongPasswordsAsync(host);
        Assert.Equal([AccountNotice.AppAdded, AccountNotice.LockedOut], await NoticesAsync(host));
        Assert.Null(Code(await host.People.ResetPasswordAsync(CommandContext.System, host.EveId, FactorHost.Password, Stop)));
        await TypeWrongCodesAsync(host);
        Assert.Single(await NoticesAsync(host), AccountNotice.LockedOut);

        Assert.Null(Code(await host.People.ResetPasswordAsync(CommandContext.System, host.EveId, FactorHost.Password, Stop)));
        host.Clock.Shift(AccountLetters.LockoutQuiet);
        await TypeWrongCodesAsync(host);

        Assert.Equal(2, (await NoticesAsync(host)).Count(n => n == AccountNotice.LockedOut));
    }

    [Fact]
    public async Task Fewer_wrong_tries_are_nothing_to_tell()
    {
        await using var host = await FactorHost.StartAsync(WithPost("4"));
        await TypeWrongPasswordsAsync(host);

        Assert.Empty(await NoticesAsync(host));
    }

    [Fact]
    public async Task A_used_recovery_code_is_told()
    {
        await using var host = await FactorHost.StartAsync(WithPost("5"));
        var codes = await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        await browser.TypeCodeAsync(codes[0], Stop);

        Assert.Equal([AccountNotice.AppAdded, AccountNotice.RecoveryCodeUsed], await NoticesAsync(host));
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_written()
    {
        await using var host = await FactorHost.StartAsync(new Dictionary<string, string?> { ["Access:LockoutFailures"] = "3" });
        await host.TurnOnAsync();
        await TypeWrongPasswordsAsync(host);
        await host.People.ResetPasswordAsync(CommandContext.System, host.EveId, FactorHost.Password, Stop);

        Assert.Empty(await NoticesAsync(host));
    }

    // Nobody listens there: the letters stay where they are written.
    private static Dictionary<string, string?> WithPost(string failures) => new()
    {
        ["Access:LockoutFailures"] = failures, ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = "9", ["Smtp:From"] = "portal@example.test", ["Smtp:Security"] = "none",
    };

    private static async Task TypeWrongPasswordsAsync(FactorHost host)
    {
        using var browser = host.Portal.Browser();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await browser.SignInAsync(Stop, FactorHost.Email, "not the password");
        }
    }

    private static async Task TypeWrongCodesAsync(FactorHost host)
    {
        using var browser = await host.AtTheCodeAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await browser.TypeCodeAsync("ABCDE-FGHJK", Stop));
        }
    }

    private static Task<List<AccountNotice>> NoticesAsync(FactorHost host) => host.ReadAsync(
        (db, token) => db.AccountLetters.Where(l => l.Notice != AccountNotice.PasswordReset).OrderBy(l => l.Id).Select(l => l.Notice).ToListAsync(token));

    private static string? Code<T>(CommandAnswer<T> answer) => (answer as CommandAnswer<T>.Refused)?.Refusal.Code;
}
