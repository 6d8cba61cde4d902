using System.Text;
using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>How a second factor is set up, kept and taken off.</summary>
public sealed class SecondFactorStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_is_turned_on_only_by_a_right_code_of_its_own()
    {
        await using var host = await FactorHost.StartAsync();
        var answer = await host.Factors.TurnOnAsync(await host.EveAsync(), await host.ProofAsync(), AuthenticatorKey.Create(), host.Code(), Stop);

        Assert.Equal(["code"], Assert.IsType<CommandAnswer<IReadOnlyList<string>>.Refused>(answer).Refusal.Errors!.Keys);
        Assert.Null((await MeansAsync(host)).AppSince);
    }

    [Fact]
    public async Task Neither_the_key_nor_a_recovery_code_lies_in_the_database_in_clear()
    {
        await using var host = await FactorHost.StartAsync();
        var key = AuthenticatorKey.Create();
        var code = Totp.Code(key.Bytes, Totp.StepOf(host.Clock.GetUtcNow()));
        var codes = Assert.IsType<CommandAnswer<IReadOnlyList<string>>.Done>(
            await host.Factors.TurnOnAsync(await host.EveAsync(), await host.ProofAsync(), key, code, Stop)).Value;

        var row = await host.ReadAsync((db, token) => db.SecondFactors.SingleAsync(token));
        var record = await host.ReadAsync((db, token) => db.Activity.Select(a => a.Before + a.After + a.Subject).ToListAsync(token));

        var kept = string.Concat(record) + row.ProtectedKey + row.RecoveryHashes + Encoding.Latin1.GetString(Convert.FromBase64String(row.ProtectedKey));
        Assert.All(
            [Convert.ToBase64String(key.Bytes), Convert.ToHexString(key.Bytes), key.Text.Replace(" ", "", StringComparison.Ordinal), Encoding.Latin1.GetString(key.Bytes), .. codes],
            secret => Assert.DoesNotContain(secret, kept, StringComparison.OrdinalIgnoreCase));
        Assert.All(codes, c => Assert.DoesNotContain(c.Replace("-", "", StringComparison.Ordinal), kept, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("old")]
    [InlineData("another's")]
    [InlineData("forged")]
    [InlineData("of an earlier stamp")]
    public async Task Nothing_about_a_sign_in_changes_without_a_fresh_proof(string proof)
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        var eve = await host.EveAsync();
        var slip = proof switch
        {
            "none" => null,
            "forged" => "CfDJ8-forged",
            "another's" => host.Get<FreshProof>().Issue(new Caller(new Actor(ActorKind.User, "somebody", "else"), eve.Caller.SecurityStamp)),
            "of an earlier stamp" => host.Get<FreshProof>().Issue(eve.Caller with { SecurityStamp = "earlier" }),
            _ => await host.ProofAsync(),
        };
        if (proof == "old")
        {
            host.Clock.Shift(FreshProof.Lifetime);
        }

        Assert.Equal(FreshProof.LackingCode, Code(await host.Factors.TurnOffAsync(eve, slip, Stop)));
        Assert.Equal(FreshProof.LackingCode, Code(await host.Factors.RenewRecoveryAsync(eve, slip, Stop)));
        Assert.Equal(FreshProof.LackingCode, Code(await host.Factors.TurnOnAsync(eve, slip, AuthenticatorKey.Create(), "123456", Stop)));
        Assert.NotNull((await MeansAsync(host)).AppSince);
    }

    [Fact]
    public async Task A_session_that_has_just_begun_is_proof_enough_and_an_older_one_is_not()
    {
        await using var host = await FactorHost.StartAsync();
        var proofs = host.Get<FreshProof>();
        var stamp = (await host.EveAsync()).Caller.SecurityStamp;
        var now = host.Clock.GetUtcNow();

        Assert.NotNull(proofs.OfSession(Principals.Person(host.EveId, stamp, now.AddMinutes(-9))));
        Assert.Null(proofs.OfSession(Principals.Person(host.EveId, stamp, now.AddMinutes(-10))));
        Assert.Null(proofs.OfSession(Principals.Person(host.EveId, stamp, null)));
        var slip = proofs.OfSession(Principals.Person(host.EveId, stamp, now.AddMinutes(-9)));
        host.Clock.Shift(TimeSpan.FromMinutes(2));
        Assert.False(proofs.Holds(slip, (await host.EveAsync()).Caller));
    }

    [Fact]
    public async Task The_password_or_a_code_gives_a_proof_and_wrong_ones_count_towards_the_rest()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        var caller = (await host.EveAsync()).Caller;
        var reassurance = host.Get<Reassurance>();
        Assert.True(host.Get<FreshProof>().Holds(await reassurance.TryAsync(caller, FactorHost.Password, Stop), caller));
        var code = host.NextCode();
        Assert.NotNull(await reassurance.TryAsync(caller, code, Stop));
        Assert.Null(await reassurance.TryAsync(caller, code, Stop));
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(await reassurance.TryAsync(caller, "not the password", Stop));
        }

        Assert.Null(await reassurance.TryAsync(caller, FactorHost.Password, Stop));
    }

    [Fact]
    public async Task New_recovery_codes_void_the_old_ones()
    {
        await using var host = await FactorHost.StartAsync();
        var old = await host.TurnOnAsync();
        var fresh = Assert.IsType<CommandAnswer<IReadOnlyList<string>>.Done>(
            await host.Factors.RenewRecoveryAsync(await host.EveAsync(), await host.ProofAsync(), Stop)).Value;

        using var browser = await host.AtTheCodeAsync();
        Assert.Null(await browser.TypeCodeAsync(old[0], Stop));
        Assert.Equal("/products", await browser.TypeCodeAsync(fresh[0], Stop));
        Assert.Equal(9, (await MeansAsync(host)).RecoveryCodes);
    }

    [Fact]
    public async Task Turned_off_the_password_is_enough_again()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        Assert.Equal("factor_on", Code(await host.Factors.TurnOnAsync(await host.EveAsync(), await host.ProofAsync(), Key(host, out var code), code, Stop)));

        Assert.IsType<CommandAnswer<string>.Done>(await host.Factors.TurnOffAsync(await host.EveAsync(), await host.ProofAsync(), Stop));

        using var browser = host.Portal.Browser();
        using var answer = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        Assert.True(await browser.IsInAsync(Stop));
        Assert.Equal("factor_off", Code(await host.Factors.TurnOffAsync(await host.EveAsync(), await host.ProofAsync(), Stop)));
    }

    [Fact]
    public async Task An_administrator_takes_a_lost_factor_off_which_ends_the_sessions_and_is_on_record()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        Assert.Equal("/products", await browser.TypeCodeAsync(host.NextCode(), Stop));
        var context = CommandContext.System;
        Assert.True(Assert.Single(await host.Get<AccessQueries>().PeopleAsync(0, 10, Stop), p => p.Id == host.EveId).HasSecondFactor);

        Assert.IsType<CommandAnswer<string>.Done>(await host.Factors.TakeOffAsync(context, host.EveId, Stop));

        Assert.False(await browser.IsInAsync(Stop));
        using var answer = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        Assert.True(await browser.IsInAsync(Stop));
        var row = await host.ReadAsync((db, token) => db.Activity.SingleAsync(a => a.OperationId == context.OperationId, token));
        Assert.Equal((Permissions.PeopleManage, FactorHost.Email), (row.Action, row.Subject));
        Assert.Contains("\"authenticator\":true", row.Before, StringComparison.Ordinal);
        Assert.Equal("factor_off", Code(await host.Factors.TakeOffAsync(context, host.EveId, Stop)));
        Assert.Equal("not_found", Code(await host.Factors.TakeOffAsync(context, "nobody", Stop)));
    }

    [Fact]
    public async Task Who_may_not_manage_people_cannot_take_a_factor_off()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();

        Assert.Equal("forbidden", Code(await host.Factors.TakeOffAsync(await host.EveAsync(), host.EveId, Stop)));

        Assert.NotNull((await MeansAsync(host)).AppSince);
    }

    private static AuthenticatorKey Key(FactorHost host, out string code)
    {
        var key = AuthenticatorKey.Create();
        code = Totp.Code(key.Bytes, Totp.StepOf(host.Clock.GetUtcNow()));
        return key;
    }

    private static async Task<SignInMeans> MeansAsync(FactorHost host) =>
        (await host.Get<SecondFactorQueries>().FindAsync((await host.EveAsync()).Caller, Stop))!;

    private static string? Code<T>(CommandAnswer<T> answer) => (answer as CommandAnswer<T>.Refused)?.Refusal.Code;
}
