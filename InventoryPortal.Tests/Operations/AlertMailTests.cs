using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class AlertMailTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_incident_is_told_once_when_it_opens_and_once_when_it_ends()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG", "MUG is out of stock.");
        await bench.RunAsync();
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG", "MUG is out of stock.");
        await bench.RunAsync();
        await bench.RunAsync();
        Assert.Equal(["Out of stock: MUG"], bench.Subjects);

        await bench.ResolveAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        await bench.RunAsync();
        Assert.Equal(["Out of stock: MUG", "Resolved: Out of stock: MUG"], bench.Subjects);
    }

    [Fact]
    public async Task A_mail_has_text_and_HTML_and_leads_to_the_exact_view()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.Portal.WriteAsync(
            async (db, token) =>
            {
                var product = new ProductRow { Sku = "MUG/1 <b>", SkuNormalised = "MUG/1 <B>", Name = "M", SearchText = "M", CreatedAt = DeliveryBench.Noon, UpdatedAt = DeliveryBench.Noon };
                db.Products.Add(product);
                await db.SaveChangesAsync(token);
                await InventoryPortal.Persistence.AlertWriter.RaiseAsync(db, AlertKind.OutOfStock, product.Sku, "MUG/1 <b> is out of stock.", product.Id, null, DeliveryBench.Noon, token);
            },
            Stop);
        await bench.RunAsync();

        var mail = Assert.Single(bench.Mail.Accepted);
        Assert.Equal(("portal@example.test", "ops@example.test"), (mail.From.Mailboxes.Single().Address, mail.To.Mailboxes.Single().Address));
        Assert.EndsWith("@example.test", mail.MessageId, StringComparison.Ordinal);
        Assert.IsType<MultipartAlternative>(mail.Body);
        Assert.Contains("MUG/1 <b> is out of stock.", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.test/products/MUG%2F1%20%3Cb%3E", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("MUG/1 &lt;b&gt; is out of stock.", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://portal.example.test/alerts?id={await bench.AlertIdAsync("MUG/1 <b>")}\"", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_of_Chinese_readers_gets_Chinese_and_its_own_time()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync(with: i => i with { Language = "zh-CN", TimeZone = "Asia/Shanghai" });
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG", "MUG is out of stock.");
        await bench.RunAsync();

        var mail = Assert.Single(bench.Mail.Accepted);
        Assert.Matches("^\\[InventoryPortal\\] .*[\u4e00-\u9fff]+.*：MUG$", mail.Subject);
        Assert.DoesNotContain("is out of stock", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("2026-03-02 20:00 UTC+08:00", mail.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpMood.AsksToComeBack, "451")]
    [InlineData(SmtpMood.IsBusy, "421")]
    [InlineData(SmtpMood.DropsAfterData, "broke")]
    public async Task A_mail_that_the_server_does_not_take_now_waits_and_leaves_when_it_does(SmtpMood mood, string reason)
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = mood;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        var waiting = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((DeliveryState.Pending, 1), (waiting.State, waiting.Attempts));
        Assert.Contains(reason, waiting.LastError, StringComparison.Ordinal);

        // Not before its time.
        await bench.RunAsync();
        Assert.Equal(1, bench.Mail.Talks);

        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.AdvanceAsync(DeliveryRetry.First);
        Assert.Single(bench.Mail.Accepted);
        Assert.Equal(DeliveryState.Sent, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task A_mail_that_may_have_arrived_is_sent_again_under_the_same_message_id()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.DropsAfterData;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.AdvanceAsync(DeliveryRetry.First);
        Assert.Equal(2, bench.Mail.Received.Count);
        Assert.Single(bench.Mail.Received.Select(m => m.MessageId).Distinct());
    }

    [Fact]
    public async Task A_goodbye_that_fails_sends_nothing_twice()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.DropsAtGoodbye;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        Assert.Equal(DeliveryState.Sent, Assert.Single(await bench.DeliveriesAsync()).State);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.Single(bench.Mail.Received);
    }

    [Fact]
    public async Task A_portal_that_stops_just_after_the_servers_yes_sends_nothing_twice()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.HangsAtGoodbye;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var round = bench.Get<DeliveryWorker>().RunOnceAsync(stop.Token);
        await Merchant.UntilAsync(() => Task.FromResult(bench.Mail.HungUpOn == 1), "the server to be said goodbye to");
        await stop.CancelAsync();
        await Record.ExceptionAsync(() => round);
        Assert.Equal(DeliveryState.Sent, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task A_server_that_never_says_a_word_is_left_after_the_limit()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.Silent;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        var round = bench.RunAsync();
        await Merchant.UntilAsync(() => Task.FromResult(bench.Mail.Talks == 1), "the server to be connected to");
        bench.Clock.Advance(TimeSpan.FromSeconds(20));
        await round;
        var waiting = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((DeliveryState.Pending, "The mail server did not finish within 20 seconds."), (waiting.State, waiting.LastError));
    }

    [Theory]
    [InlineData(SmtpMood.KnowsNobody, true)]
    [InlineData(SmtpMood.DislikesText, false)]
    public async Task What_the_server_will_never_take_is_dead_in_sight_and_goes_again_by_hand(SmtpMood mood, bool isBroken)
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = mood;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        var dead = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal(DeliveryState.Dead, dead.State);
        Assert.Equal(isBroken, (await bench.Get<DestinationQueries>().ListAsync(scope: null, Stop))[0].BrokenReason is not null);

        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.Empty(bench.Mail.Accepted);
        await bench.Get<DestinationStore>().RetryAsync(InventoryPortal.Access.CommandContext.System, dead.Id, Stop);
        await bench.RunAsync();
        Assert.Equal(["Out of stock: MUG"], bench.Subjects);
        Assert.Null((await bench.Get<DestinationQueries>().ListAsync(scope: null, Stop))[0].BrokenReason);
    }

    [Fact]
    public async Task A_server_that_is_away_for_two_days_costs_no_mail_and_no_storm_when_it_is_back()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.IsBusy;
        await bench.RaiseAsync(AlertKind.LowStock, "FIRST");
        await bench.RunAsync();
        for (var i = 0; i < 20; i++)
        {
            await bench.RaiseAsync(AlertKind.LowStock, $"LATER-{i}");
        }
        var before = bench.Mail.Talks;
        for (var hour = 0; hour < 48; hour++)
        {
            await bench.AdvanceAsync(TimeSpan.FromHours(1));
        }
        // One try an hour is what this loop gives it: nothing behind the first mail is tried.
        Assert.Equal(before + 48, bench.Mail.Talks);

        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.AdvanceAsync(DeliveryRetry.Longest);
        Assert.Equal(["Low stock: FIRST", "20 alerts"], bench.Subjects);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains($"LATER-{i}\r\n", bench.Mail.Accepted.Last().TextBody!.ReplaceLineEndings("\r\n"), StringComparison.Ordinal));
        Assert.All(await bench.DeliveriesAsync(), d => Assert.Equal(DeliveryState.Sent, d.State));
    }

    [Fact]
    public async Task What_could_not_be_sent_for_three_days_is_dead_and_stays_in_sight()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.IsBusy;
        await bench.RaiseAsync(AlertKind.LowStock, "MUG");
        await bench.RunAsync();
        await bench.AdvanceAsync(DeliveryRetry.GiveUpAfter - TimeSpan.FromMinutes(1));
        Assert.Equal(DeliveryState.Pending, Assert.Single(await bench.DeliveriesAsync()).State);
        await bench.AdvanceAsync(DeliveryRetry.Longest);
        var dead = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal(DeliveryState.Dead, dead.State);
        Assert.Contains("421", dead.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_hears_of_an_end_before_its_beginning()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        bench.Mail.Mood = SmtpMood.AsksToComeBack;
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        bench.Mail.Mood = SmtpMood.Accepts;
        await bench.ResolveAsync(AlertKind.OutOfStock, "MUG");
        await bench.RunAsync();
        Assert.Empty(bench.Subjects);
        await bench.AdvanceAsync(DeliveryRetry.First);
        Assert.Equal(["Out of stock: MUG", "Resolved: Out of stock: MUG"], bench.Subjects);
    }

    [Fact]
    public async Task A_sender_that_died_with_a_mail_in_hand_is_followed_by_another_and_records_nothing_when_it_was_only_slow()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var destination = await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.OutOfStock, "MUG");
        await bench.Get<NoticeStore>().PlanAsync(Stop);
        var outbox = bench.Get<OutboxStore>();
        var slow = await outbox.ClaimAsync(destination.Id, Stop);
        Assert.NotNull(slow);
        Assert.Null(await outbox.ClaimAsync(destination.Id, Stop));

        bench.Clock.Advance(OutboxStore.Lease);
        var second = await outbox.ClaimAsync(destination.Id, Stop);
        Assert.Equal(slow.Key, second!.Key);
        await outbox.RecordAsync(slow, new SendOutcome.Refused("late", true), 0, Stop);
        Assert.Equal(DeliveryState.Pending, Assert.Single(await bench.DeliveriesAsync()).State);
        await outbox.RecordAsync(second, new SendOutcome.Sent(), 0, Stop);
        Assert.Equal(DeliveryState.Sent, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task Two_that_plan_at_once_write_each_delivery_once()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        for (var i = 0; i < 150; i++)
        {
            await bench.RaiseAsync(AlertKind.LowStock, $"P{i}");
        }
        var notices = bench.Get<NoticeStore>();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => notices.PlanAsync(Stop), Stop)));
        Assert.Equal(150, made.Sum());
        Assert.Equal(150, (await bench.DeliveriesAsync()).Count);
    }
}
