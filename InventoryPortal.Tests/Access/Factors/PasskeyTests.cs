using System.Net;
using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>What the portal does with passkeys; that they open it is seen in a browser.</summary>
public sealed partial class PasskeyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_is_kept_with_its_name_renamed_and_removed_each_on_record()
    {
        await using var host = await FactorHost.StartAsync();
        var (eve, proof, passkeys) = (await host.EveAsync(), await host.ProofAsync(), host.Get<PasskeyStore>());
        Assert.IsType<CommandAnswer<string>.Done>(await passkeys.AddAsync(eve, proof, Made(1), " Laptop ", Stop));
        var kept = Assert.Single((await MeansAsync(host)).Passkeys);
        Assert.Equal(("Laptop", (DateTimeOffset?)null), (kept.Name, kept.LastUsedAt));

        Assert.True(await passkeys.UsedAsync(Made(1, signCount: 7), Stop));
        Assert.IsType<CommandAnswer<string>.Done>(await passkeys.RenameAsync(eve, proof, kept.Id, "Old laptop", Stop));

        kept = Assert.Single((await MeansAsync(host)).Passkeys);
        Assert.Equal("Old laptop", kept.Name);
        Assert.NotNull(kept.LastUsedAt);
        Assert.Equal(7u, await host.ReadAsync((db, token) => db.Passkeys.Select(p => p.Data.SignCount).SingleAsync(token)));
        Assert.IsType<CommandAnswer<string>.Done>(await passkeys.RemoveAsync(eve, proof, kept.Id, Stop));
        Assert.Empty((await MeansAsync(host)).Passkeys);
        Assert.False(await passkeys.UsedAsync(Made(1), Stop));
        var rows = await host.ReadAsync((db, token) => db.Activity.Where(a => a.Action == Permissions.AccountSecure).OrderBy(a => a.Id).Select(a => a.Before + ">" + a.After).ToListAsync(token));
        Assert.Equal([">{\"passkey\":\"Laptop\"}", "{\"passkey\":\"Laptop\"}>{\"passkey\":\"Old laptop\"}", "{\"passkey\":\"Old laptop\"}>"], rows);
    }

    [Fact]
    public async Task Nobody_touches_a_passkey_of_somebody_else_or_without_a_fresh_proof()
    {
        await using var host = await FactorHost.StartAsync();
        var passkeys = host.Get<PasskeyStore>();
        await passkeys.AddAsync(await host.EveAsync(), await host.ProofAsync(), Made(1), "Laptop", Stop);
        var id = (await MeansAsync(host)).Passkeys[0].Id;
        var mallory = await OtherAsync(host);
        var slip = host.Get<FreshProof>().Issue(mallory.Caller);

        Assert.Equal("not_found", Code(await passkeys.RemoveAsync(mallory, slip, id, Stop)));
        Assert.Equal("not_found", Code(await passkeys.RenameAsync(mallory, slip, id, "Mine", Stop)));
        Assert.Equal("not_found", Code(await passkeys.RemoveAsync(mallory, slip, "not base64url!", Stop)));
        Assert.Equal(FreshProof.LackingCode, Code(await passkeys.RemoveAsync(await host.EveAsync(), slip, id, Stop)));
        Assert.Equal(FreshProof.LackingCode, Code(await passkeys.AddAsync(await host.EveAsync(), null, Made(2), "Another", Stop)));
        Assert.Equal("Laptop", Assert.Single((await MeansAsync(host)).Passkeys).Name);
    }

    [Fact]
    public async Task A_passkey_that_did_not_ask_for_finger_or_PIN_one_too_many_and_one_without_a_name_are_refused()
    {
        await using var host = await FactorHost.StartAsync();
        var (eve, proof, passkeys) = (await host.EveAsync(), await host.ProofAsync(), host.Get<PasskeyStore>());
        Assert.Equal("passkey_unfit", Code(await passkeys.AddAsync(eve, proof, Made(1, isVerified: false), "Laptop", Stop)));
        Assert.Equal("validation_failed", Code(await passkeys.AddAsync(eve, proof, Made(1), " ", Stop)));
        Assert.Equal("validation_failed", Code(await passkeys.AddAsync(eve, proof, Made(1), new string('x', PasskeyStore.MaxName + 1), Stop)));
        for (byte i = 1; i <= PasskeyStore.MaxPasskeys; i++)
        {
            Assert.Null(Code(await passkeys.AddAsync(eve, proof, Made(i), "Key", Stop)));
        }

        Assert.Equal("too_many_passkeys", Code(await passkeys.AddAsync(eve, proof, Made(99), "Key", Stop)));
    }

    [Fact]
    public async Task Who_signs_in_with_Entra_sets_nothing_up_here()
    {
        await using var host = await FactorHost.StartAsync();
        await host.Get<PortalDatabase>().WriteAsync(
            (db, _) =>
            {
                db.UserLogins.Add(new IdentityUserLogin<string> { LoginProvider = "Entra", ProviderKey = "eve", UserId = host.EveId });
                return Task.CompletedTask;
            },
            Stop);

        Assert.Equal("outside_account", Code(await host.Get<PasskeyStore>().AddAsync(await host.EveAsync(), await host.ProofAsync(), Made(1), "Laptop", Stop)));
        Assert.True((await MeansAsync(host)).IsOutside);
    }

    [Theory]
    [InlineData("sign-in/passkey")]
    [InlineData("account/passkeys/options")]
    [InlineData("account/passkeys")]
    public async Task No_challenge_is_given_and_no_passkey_taken_without_the_antiforgery_token(string path)
    {
        await using var host = await FactorHost.StartAsync();
        using var browser = host.Portal.Browser();
        using var signIn = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["proof"] = await host.ProofAsync() });

        using var answer = await browser.PostAsync(path, form, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_challenge_for_a_new_passkey_is_given_to_who_has_a_fresh_proof_and_demands_finger_or_PIN()
    {
        await using var host = await FactorHost.StartAsync();
        using var browser = host.Portal.Browser();
        using var signIn = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);

        using var without = await PostAsync(browser, "account/passkeys/options", new() { ["proof"] = "" });
        using var with = await PostAsync(browser, "account/passkeys/options", new() { ["proof"] = await host.ProofAsync() });
        using var forged = await PostAsync(browser, "account/passkeys", new() { ["proof"] = await host.ProofAsync(), ["name"] = "Laptop", ["credential"] = "{}" });

        Assert.Contains(FreshProof.LackingCode, await without.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("\"userVerification\":\"required\"", await with.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, forged.StatusCode);
        Assert.Empty((await MeansAsync(host)).Passkeys);
    }

    [Fact]
    public async Task A_challenge_for_a_sign_in_names_nobody_and_is_throttled_by_address()
    {
        await using var host = await FactorHost.StartAsync(new Dictionary<string, string?> { ["Access:SignInsPerMinutePerAddress"] = "2" });
        await host.Get<PasskeyStore>().AddAsync(await host.EveAsync(), await host.ProofAsync(), Made(1), "Laptop", Stop);
        using var browser = host.Portal.Browser();

        using var first = await PostAsync(browser, "sign-in/passkey", []);
        using var second = await PostAsync(browser, "sign-in/passkey", []);
        using var third = await PostAsync(browser, "sign-in/passkey", []);

        Assert.DoesNotContain("\"id\"", await first.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, Dictionary<string, string> fields)
    {
        // Any page with a form carries the token.
        using var page = await browser.GetAsync("access-denied", Stop);
        fields["__RequestVerificationToken"] = Token().Match(await page.Content.ReadAsStringAsync(Stop)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(path, form, Stop);
    }

    private static UserPasskeyInfo Made(byte id, uint signCount = 0, bool isVerified = true) =>
        new([id, 2, 3, 4], [1, 2, 3], DateTimeOffset.UnixEpoch, signCount, ["internal"], isVerified, isBackupEligible: false, isBackedUp: false, [4, 5], [6, 7]);

    private static async Task<CommandContext> OtherAsync(FactorHost host)
    {
        var made = await host.People.CreateAsync(CommandContext.System, "mallory@example.test", FactorHost.Password, Role.Editor, Stop);
        var id = Assert.IsType<CommandAnswer<Person>.Done>(made).Value.Id;
        var stamp = await host.ReadAsync((db, token) => db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleAsync(token));
        return new CommandContext(new Caller(new Actor(ActorKind.User, id, "mallory@example.test"), stamp));
    }

    private static async Task<SignInMeans> MeansAsync(FactorHost host) =>
        (await host.Get<SecondFactorQueries>().FindAsync((await host.EveAsync()).Caller, Stop))!;

    private static string? Code<T>(CommandAnswer<T> answer) => (answer as CommandAnswer<T>.Refused)?.Refusal.Code;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
