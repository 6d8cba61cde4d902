using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Tests.Simulation;

/// <summary>One run of the engine, step by step, as its seed says: the one script of every tier.</summary>
internal sealed class Simulation
{
    /// <summary>Rounds in which all must have come right once nothing fails any more.</summary>
    private const int MaxRounds = 80;

    private readonly SimulationWorld _world;
    private readonly SimulationSteps _steps;
    private readonly SimulationPeople _people;
    private readonly SimulationTurns _turns;
    private readonly SimulationInvariants _invariants;

    private Simulation(SimulationWorld world)
    {
        (_world, _steps, _people, _turns, _invariants) =
            (world, new SimulationSteps(world), new SimulationPeople(world), new SimulationTurns(world), new SimulationInvariants(world));
        world.Channel.ShopperBetween = _steps.Buy;
        world.Channel.Pushing = _invariants.LookAtRaiseAsync;
    }

    public static async Task<SimulationOutcome> RunAsync(SimulationSetting setting)
    {
        await using var world = await SimulationWorld.StartAsync(setting);
        var simulation = new Simulation(world);
        var broken = await simulation.RunAsync(setting.Steps);
        return new SimulationOutcome(setting, broken, world.Log, world.Faults.Counts, simulation._invariants.Describe());
    }

    private async Task<string?> RunAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            await StepAsync();
            _world.Pass(TimeSpan.FromMilliseconds(_world.Random.Next(1500)));
            if (await _invariants.BrokenAsync() is { } broken)
            {
                return $"After step {i}: {broken}";
            }
        }
        return await SettleAsync();
    }

    private Task StepAsync() => _world.Random.Next(100) switch
    {
        < 14 => Done(() => _steps.Buy(_world.PickStore())),
        < 24 => Done(() => _steps.ChangeOrder(_world.PickStore())),
        < 38 => _steps.DeliverAsync(any: _world.Chance(40)),
        < 44 => _people.MoveAsync(),
        < 48 => _people.ReserveAsync(),
        < 49 => _people.ExpireAsync(),
        < 52 => _people.ChangeRuleAsync(),
        < 54 => _people.SetStateAsync(_world.PickStore(), _world.Chance(30) ? ChannelState.Paused : ChannelState.Active),
        < 58 => _turns.PollAsync(_world.PickStore()),
        < 68 => _turns.InboxAsync(),
        < 81 => _turns.DrainAsync(_world.PickStore()),
        < 85 => _turns.ClaimAsync(_world.PickStore()),
        < 88 => _turns.SendClaimedAsync(),
        < 91 => _world.ResumeAsync(),
        < 93 => Done(_turns.Arm),
        < 95 => _world.CrashAsync(),
        < 98 => Done(JumpInTime),
        < 99 => _world.Chance(30) ? _people.LinkAsync() : Task.CompletedTask,
        _ => _people.ReviveAsync(),
    };

    private void JumpInTime()
    {
        var jump = TimeSpan.FromSeconds(_world.Random.Next(20) switch { 0 => 90_000, < 5 => 1800, < 10 => 180, _ => 22 });
        _world.Faults.Note("time jump");
        _world.Say($"time jumps by {jump}");
        _world.Pass(jump);
    }

    /// <summary>Faults stop; everything is delivered, polled and drained until all is quiet. Then everything must have come right.</summary>
    private async Task<string?> SettleAsync()
    {
        _world.Say($"faults stop");
        _world.Faults.Percent = 0;
        _world.Around.FailPoints.Armed = null;
        await _world.ResumeAsync();
        await _people.TakeUpWaitingAsync();
        await _people.EnableAllAsync();
        while (_world.Unanswered.Count > 0)
        {
            await _people.RepeatAsync();
        }
        if (await UntilQuietAsync() is { } broken || (broken = _invariants.BrokenAtTheEnd()) is not null)
        {
            return broken;
        }
        return await ReconcileAsync();
    }

    /// <summary>
    /// What a store took and gave back on a line of which nobody ever told us, and what a sender wrote that went late and ended before it put it
    /// on record, is found by reconciliation: two looks, further apart than the events' lag.
    /// </summary>
    private async Task<string?> ReconcileAsync()
    {
        for (var look = 0; look < 2; look++)
        {
            foreach (var store in _world.Stores)
            {
                await _world.Portal.ReconcileAsync(store);
            }
            _world.Pass(_world.Channel.Traits.EventLag + TimeSpan.FromSeconds(2));
        }
        return await UntilQuietAsync() ?? _invariants.NotOnPlan();
    }

    private async Task<string?> UntilQuietAsync()
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            _world.Pass(TimeSpan.FromSeconds(30));
            foreach (var store in _world.Stores)
            {
                _steps.Queue(store);
            }
            while (_world.Underway.Count > 0)
            {
                await _steps.DeliverAsync(any: false);
            }
            await _turns.RoundAsync(_people);
            if (await _invariants.BrokenAsync() is { } broken)
            {
                return $"In round {round} after the faults: {broken}";
            }
            if (round > 1 && _invariants.IsQuiet)
            {
                _world.Say($"quiet after {round} rounds");
                return null;
            }
        }
        return $"Not quiet after {MaxRounds} rounds.{Environment.NewLine}{_invariants.Describe()}";
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
