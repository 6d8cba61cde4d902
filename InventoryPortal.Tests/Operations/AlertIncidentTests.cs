using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>What people hear of an incident over its life, and what their hands do to that.</summary>
public sealed class AlertIncidentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_answers_and_it_is_told_again_after_one_hour_four_and_each_day()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        var heard = new List<double>();
        for (var minutes = 0; minutes <= 60 * 60; minutes += 15)
        {
            var before = bench.Mail.Accepted.Count;
            await bench.RunAsync();
            heard.AddRange(Enumerable.Repeat(minutes / 60.0, bench.Mail.Accepted.Count - before));
            bench.Clock.Advance(TimeSpan.FromMinutes(15));
        }
        Assert.Equal([0, 1, 5, 29, 53], heard);
        Assert.All(bench.Subjects.Skip(1), s => Assert.Equal("Still open: Oversold: MUG", s));
    }

    [Fact]
    public async Task Who_acknowledged_is_left_in_peace_until_it_ends()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        Done(await bench.Get<AlertStore>().AcknowledgeAsync(CommandContext.System, await bench.AlertIdAsync("MUG"), null, Stop));
        await bench.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Single(bench.Subjects);
        await bench.ResolveAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        Assert.Equal(2, bench.Subjects.Count);
    }

    [Fact]
    public async Task One_that_is_put_off_is_silent_until_then_and_told_again_only_while_it_stands()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        Done(await bench.Get<AlertStore>().SnoozeAsync(CommandContext.System, await bench.AlertIdAsync("MUG"), bench.Clock.GetUtcNow().AddHours(6), Stop));
        await bench.AdvanceAsync(TimeSpan.FromHours(5.9));
        Assert.Single(bench.Subjects);
        await bench.AdvanceAsync(TimeSpan.FromHours(0.2));
        Assert.Equal("Still open: Oversold: MUG", bench.Subjects[1]);

        Done(await bench.Get<AlertStore>().SnoozeAsync(CommandContext.System, await bench.AlertIdAsync("MUG"), bench.Clock.GetUtcNow().AddHours(6), Stop));
        await bench.ResolveAsync(AlertKind.Oversold, "MUG");
        await bench.AdvanceAsync(TimeSpan.FromHours(7));
        Assert.Equal(["Oversold: MUG", "Still open: Oversold: MUG", "Resolved: Oversold: MUG"], bench.Subjects);
    }

    [Fact]
    public async Task A_snooze_into_the_past_or_for_months_is_refused_and_so_is_one_of_what_has_ended()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        var (store, id) = (bench.Get<AlertStore>(), await bench.AlertIdAsync("MUG"));
        Assert.Contains("until", Refused(await store.SnoozeAsync(CommandContext.System, id, bench.Clock.GetUtcNow(), Stop)).Errors!.Keys);
        Assert.Contains("until", Refused(await store.SnoozeAsync(CommandContext.System, id, bench.Clock.GetUtcNow().AddDays(31), Stop)).Errors!.Keys);
        await bench.ResolveAsync(AlertKind.Oversold, "MUG");
        Assert.Equal("alert_resolved", Refused(await store.SnoozeAsync(CommandContext.System, id, bench.Clock.GetUtcNow().AddDays(1), Stop)).Code);
    }

    [Fact]
    public async Task One_that_was_resolved_by_mistake_is_reopened_and_told_of_at_its_end_again_but_not_beside_its_successor()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        var (store, id) = (bench.Get<AlertStore>(), await bench.AlertIdAsync("MUG"));
        Done(await store.ResolveAsync(CommandContext.System, id, Stop));
        await bench.RunAsync();
        Assert.Equal(AlertState.Open, Done(await store.ReopenAsync(CommandContext.System, id, Stop)).State);
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        await bench.ResolveAsync(AlertKind.Oversold, "MUG");
        await bench.RunAsync();
        Assert.Equal(["Oversold: MUG", "Resolved: Oversold: MUG", "Resolved: Oversold: MUG"], bench.Subjects);

        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        Assert.Equal("alert_replaced", Refused(await store.ReopenAsync(CommandContext.System, id, Stop)).Code);
    }

    [Fact]
    public async Task Quiet_hours_hold_back_all_but_the_critical_and_end_in_one_message()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync(with: i => i with { QuietFrom = new TimeOnly(11, 0), QuietTo = new TimeOnly(15, 0) });
        await bench.RaiseAsync(AlertKind.OutOfStock, "CUP");
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.RaiseAsync(AlertKind.OutOfStock, "TEE");
        await bench.RunAsync();
        Assert.Equal(["Oversold: MUG"], bench.Subjects);
        Done(await bench.Get<AlertStore>().AcknowledgeAsync(CommandContext.System, await bench.AlertIdAsync("MUG"), null, Stop));
        Done(await bench.Get<AlertStore>().AcknowledgeAsync(CommandContext.System, await bench.AlertIdAsync("CUP"), null, Stop));
        Done(await bench.Get<AlertStore>().AcknowledgeAsync(CommandContext.System, await bench.AlertIdAsync("TEE"), null, Stop));
        await bench.AdvanceAsync(TimeSpan.FromHours(2.9));
        Assert.Single(bench.Subjects);
        await bench.AdvanceAsync(TimeSpan.FromHours(0.2));
        Assert.Equal(["Oversold: MUG", "2 alerts"], bench.Subjects);
    }

    [Fact]
    public async Task A_digest_gathers_the_hour()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync(with: i => i with { Digest = DigestMode.Hourly });
        foreach (var sku in new[] { "A", "B", "C" })
        {
            await bench.RaiseAsync(AlertKind.LowStock, sku);
            await bench.AdvanceAsync(TimeSpan.FromMinutes(10));
        }
        Assert.Empty(bench.Subjects);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(31));
        Assert.Equal(["3 alerts"], bench.Subjects);
    }

    [Fact]
    public async Task Many_at_once_are_one_message_and_not_a_flood()
    {
        await using var bench = await DeliveryBench.StartAsync();
        await bench.MailToAsync();
        for (var i = 0; i < 120; i++)
        {
            await bench.RaiseAsync(AlertKind.LowStock, $"P{i}");
        }
        await bench.RunAsync();
        Assert.Equal(["100 alerts", "20 alerts"], bench.Subjects);
    }

    [Fact]
    public async Task A_destination_that_is_switched_off_gets_nothing_of_what_waited()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var ops = await bench.MailToAsync();
        await bench.RaiseAsync(AlertKind.Oversold, "MUG");
        await bench.Get<NoticeStore>().PlanAsync(Stop);
        var off = new DestinationInput(ops.Name, ops.Kind, null, IsEnabled: false);
        var view = Assert.IsType<CommandAnswer<DestinationView>.Done>(await bench.Get<DestinationStore>().UpdateAsync(CommandContext.System, ops.Id, off, ops.Version, Stop)).Value;
        Assert.Equal("version_conflict", Assert.IsType<CommandAnswer<DestinationView>.Refused>(
            await bench.Get<DestinationStore>().UpdateAsync(CommandContext.System, ops.Id, off, ops.Version, Stop)).Refusal.Code);
        await bench.Get<DestinationStore>().UpdateAsync(CommandContext.System, ops.Id, off with { IsEnabled = true }, view.Version, Stop);
        await bench.RunAsync();
        Assert.Empty(bench.Subjects);
        Assert.Equal(DeliveryState.Cancelled, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task Addresses_of_the_configuration_are_destinations_once()
    {
        await using var bench = await DeliveryBench.StartAsync();
        bench.Get<Microsoft.Extensions.Options.IOptions<AlertOptions>>().Value.MailTo = "a@example.test, b@example.test";
        await bench.Get<MailToSeed>().RunAsync(Stop);
        await bench.Get<MailToSeed>().RunAsync(Stop);
        Assert.Equal(["a@example.test", "b@example.test"], (await bench.Get<DestinationQueries>().ListAsync(scope: null, Stop)).Select(d => d.Address));
    }

    private static AlertChange Done(CommandAnswer<AlertChange> answer) => Assert.IsType<CommandAnswer<AlertChange>.Done>(answer).Value;

    private static Refusal Refused(CommandAnswer<AlertChange> answer) => Assert.IsType<CommandAnswer<AlertChange>.Refused>(answer).Refusal;
}
