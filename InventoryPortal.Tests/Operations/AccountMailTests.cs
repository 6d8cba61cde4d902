using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Preferences;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.AccountMail;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>What people are told of their accounts by mail.</summary>
public sealed class AccountMailTests
{
    private const string Eve = "eve@example.test";
    private const string Password = "a long enough password";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_administrator_does_to_a_sign_in_is_told_to_the_person()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var (people, id) = (bench.Get<PeopleStore>(), await EveAsync(bench));
        await people.ResetPasswordAsync(CommandContext.System, id, "a quiet harbour at dawn", Stop);
        await people.DisableAsync(CommandContext.System, id, Stop);
        await people.EnableAsync(CommandContext.System, id, Stop);
        await people.SetRightsAsync(CommandContext.System, id, Role.Editor, null, Stop);
        await bench.RunAsync();

        Assert.Equal(["Your password was reset", "Your account was disabled", "Your account was enabled"], bench.Subjects);
        var mail = bench.Mail.Accepted.First();
        Assert.Equal(Eve, mail.To.Mailboxes.Single().Address);
        Assert.Contains("Account: eve@example.test", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("When: 2026-03-02 12:00 UTC+00:00", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("An administrator did this.", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.test/account/security", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("href=\"https://portal.example.test/account/security\"", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_does_is_told_too_without_a_word_of_what_is_secret()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var eve = await CommandAsync(bench, await EveAsync(bench));
        var proof = bench.Get<FreshProof>().Issue(eve.Caller);
        var key = AuthenticatorKey.Create();
        var code = Totp.Code(key.Bytes, Totp.StepOf(bench.Clock.GetUtcNow()));
        var codes = Assert.IsType<CommandAnswer<IReadOnlyList<string>>.Done>(await bench.Get<SecondFactorStore>().TurnOnAsync(eve, proof, key, code, Stop)).Value;
        await bench.Get<SecondFactorStore>().TurnOffAsync(eve, proof, Stop);
        await bench.Get<OwnPasswordStore>().ChangeAsync(eve, Password, "a quiet harbour at dawn", Stop);
        await bench.RunAsync();

        Assert.Equal(["An authenticator app was set up", "Your authenticator app was turned off", "Your password was changed"], bench.Subjects);
        var words = string.Concat(bench.Mail.Accepted.Select(m => m.TextBody + m.HtmlBody));
        Assert.Contains("If it was not, change your password at once", words, StringComparison.Ordinal);
        Assert.All([.. codes, key.Text, code, "harbour", "token"], secret => Assert.DoesNotContain(secret, words, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_change_that_is_refused_is_not_told()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var id = await EveAsync(bench, Role.Admin);

        Assert.IsType<CommandAnswer<Person>.Refused>(await bench.Get<PeopleStore>().DisableAsync(CommandContext.System, id, Stop));

        Assert.Empty(await LettersAsync(bench));
    }

    [Fact]
    public async Task A_letter_is_in_the_language_and_the_time_that_the_person_chose()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var id = await EveAsync(bench);
        var look = new PersonalLook(Culture: "zh-CN", Zone: "Asia/Shanghai");
        await bench.Get<PreferenceStore>().KeepAsync((await CommandAsync(bench, id)).Caller, PersonalLook.PreferenceName, look.Write(), Stop);
        await bench.Get<PeopleStore>().ResetPasswordAsync(CommandContext.System, id, "a quiet harbour at dawn", Stop);
        await bench.RunAsync();

        Assert.Equal(["您的密码已重置"], bench.Subjects);
        Assert.Contains("时间：2026-03-02 20:00 UTC+08:00", bench.Mail.Accepted.Single().TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task There_are_words_for_everything_that_is_told(string language)
    {
        await using var bench = await DeliveryBench.StartAsync();
        var id = await EveAsync(bench);
        var caller = (await CommandAsync(bench, id)).Caller;
        await bench.Get<PreferenceStore>().KeepAsync(caller, PersonalLook.PreferenceName, new PersonalLook(Culture: language).Write(), Stop);

        foreach (var notice in Enum.GetValues<AccountNotice>())
        {
            var letter = await bench.Get<AccountLetterBuilder>().BuildAsync(new ClaimedLetter(1, 1, "k", id, Eve, notice, DeliveryBench.Noon), Stop);
            Assert.Equal(4, letter.Lines.Count(l => l.Length > 0));
        }
    }

    [Fact]
    public async Task A_mail_server_that_is_away_is_waited_for_and_a_repeat_has_the_same_name()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var id = await EveAsync(bench);
        bench.Mail.Mood = SmtpMood.DropsAfterData;
        await bench.Get<PeopleStore>().ResetPasswordAsync(CommandContext.System, id, "a quiet harbour at dawn", Stop);
        await bench.Get<PeopleStore>().DisableAsync(CommandContext.System, id, Stop);
        await bench.RunAsync();
        await bench.RunAsync();
        Assert.Equal(1, bench.Mail.Talks);
        Assert.Equal([(DeliveryState.Pending, 1), (DeliveryState.Pending, 0)], (await LettersAsync(bench)).Select(l => (l.State, l.Attempts)));

        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.AdvanceAsync(DeliveryRetry.First);

        Assert.Equal(["Your password was reset", "Your account was disabled"], bench.Subjects.Order().Reverse());
        Assert.Contains(bench.Mail.Accepted, m => m.MessageId == bench.Mail.Received.First().MessageId);
        Assert.All(await LettersAsync(bench), l => Assert.Equal(DeliveryState.Sent, l.State));
    }

    [Fact]
    public async Task A_server_that_never_comes_back_is_given_up_and_what_it_refuses_for_good_at_once()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var id = await EveAsync(bench);
        bench.Mail.Mood = SmtpMood.IsBusy;
        await bench.Get<PeopleStore>().ResetPasswordAsync(CommandContext.System, id, "a quiet harbour at dawn", Stop);
        await bench.RunAsync();
        await bench.AdvanceAsync(DeliveryRetry.GiveUpAfter);
        Assert.Equal((DeliveryState.Dead, 2), Assert.Single((await LettersAsync(bench)).Select(l => (l.State, l.Attempts))));

        bench.Mail.Mood = SmtpMood.KnowsNobody;
        await bench.Get<PeopleStore>().DisableAsync(CommandContext.System, id, Stop);
        await bench.AdvanceAsync(DeliveryRetry.First);

        Assert.Equal((DeliveryState.Dead, 1), (await LettersAsync(bench)).Select(l => (l.State, l.Attempts)).Last());
    }

    [Fact]
    public async Task One_sender_holds_a_letter_and_a_late_one_records_nothing()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.Get<PeopleStore>().ResetPasswordAsync(CommandContext.System, await EveAsync(bench), "a quiet harbour at dawn", Stop);
        var letters = bench.Get<AccountLetterStore>();
        var late = await letters.ClaimAsync(Stop);
        Assert.NotNull(late);
        Assert.Null(await letters.ClaimAsync(Stop));

        bench.Clock.Advance(AccountLetterStore.Lease);
        var second = await letters.ClaimAsync(Stop);
        Assert.Equal(late.Key, second?.Key);
        await letters.RecordAsync(late, new SendOutcome.Refused("Too late.", IsBroken: false), 0, Stop);
        Assert.Equal(DeliveryState.Pending, Assert.Single(await LettersAsync(bench)).State);
        await letters.RecordAsync(second!, new SendOutcome.Sent(), 0, Stop);

        Assert.Equal((DeliveryState.Sent, null), Assert.Single((await LettersAsync(bench)).Select(l => (l.State, l.LastError))));
    }

    [Fact]
    public async Task Letters_are_forgotten_after_their_time()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.Get<PeopleStore>().ResetPasswordAsync(CommandContext.System, await EveAsync(bench), "a quiet harbour at dawn", Stop);
        await bench.RunAsync();
        bench.Clock.Advance(RetentionBounds.AccountLetters);
        await bench.Get<RetentionSweep>().RunAsync(Stop);
        Assert.Single(await LettersAsync(bench));

        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.Get<RetentionSweep>().RunAsync(Stop);

        Assert.Empty(await LettersAsync(bench));
    }

    private static async Task<string> EveAsync(DeliveryBench bench, Role role = Role.Viewer)
    {
        var answer = await bench.Get<PeopleStore>().CreateAsync(CommandContext.System, Eve, Password, role, Stop);
        return Assert.IsType<CommandAnswer<Person>.Done>(answer).Value.Id;
    }

    private static async Task<CommandContext> CommandAsync(DeliveryBench bench, string id)
    {
        var stamp = await bench.Portal.ReadAsync((db, token) => db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleAsync(token), Stop);
        return new CommandContext(new Caller(new Actor(ActorKind.User, id, Eve), stamp));
    }

    private static Task<List<AccountLetterRow>> LettersAsync(DeliveryBench bench) =>
        bench.Portal.ReadAsync((db, token) => db.AccountLetters.OrderBy(l => l.Id).ToListAsync(token), Stop);
}
