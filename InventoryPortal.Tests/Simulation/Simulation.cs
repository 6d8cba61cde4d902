using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What one run came to.</summary>
/// <param name="Broken">What did not hold; null when all did.</param>
/// <param name="Log">Every step.</param>
/// <param name="Faults">How many of each.</param>
public sealed record SimulationOutcome(string? Broken, IReadOnlyList<string> Log, IReadOnlyDictionary<string, int> Faults);

/// <summary>One run of the real engine, step by step on one thread, as its seed says.</summary>
public sealed class Simulation
{
    /// <summary>Rounds in which all must have come right once nothing fails any more.</summary>
    private const int MaxRounds = 80;

    private readonly SimulationWorld _world;
    private readonly SimulationSteps _steps;
    private readonly SimulationRules _rules;
    private readonly SimulationEngine _engine;
    private readonly SimulationInvariants _invariants;
    private bool _linked;

    private Simulation(SimulationWorld world)
    {
        (_world, _steps, _rules, _engine, _invariants) =
            (world, new SimulationSteps(world), new SimulationRules(world), new SimulationEngine(world), new SimulationInvariants(world));
        world.Channel.ShopperBetween = _steps.Buy;
    }

    public static async Task<SimulationOutcome> RunAsync(int seed, int steps)
    {
        await using var world = await SimulationWorld.StartAsync(seed);
        var broken = await new Simulation(world).RunAsync(steps);
        return new SimulationOutcome(broken, world.Log, world.Faults.Counts);
    }

    private async Task<string?> RunAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            await StepAsync();
            _world.Clock.Advance(TimeSpan.FromMilliseconds(_world.Random.Next(1500)));
            if (await _invariants.BrokenAsync() is { } broken)
            {
                return $"After step {i}: {broken}";
            }
        }
        return await SettleAsync() ?? await _invariants.BrokenAtTheEndAsync();
    }

    private Task StepAsync() => _world.Random.Next(100) switch
    {
        < 14 => Done(() => _steps.Buy(_world.PickStore())),
        < 24 => Done(() => _steps.ChangeOrder(_world.PickStore())),
        < 38 => _steps.DeliverAsync(any: _world.Chance(40)),
        < 44 => _steps.MoveAsync(),
        < 48 => _steps.ReserveAsync(),
        < 49 => _steps.ExpireAsync(),
        < 52 => _rules.ChangeRuleAsync(),
        < 54 => _rules.SetStateAsync(_world.PickStore(), _world.Chance(30) ? ChannelState.Paused : ChannelState.Active),
        < 59 => _engine.PollAsync(_world.PickStore()),
        < 69 => _engine.InboxAsync(),
        < 83 => _engine.DrainAsync(_world.PickStore()),
        < 86 => _engine.ClaimAsync(_world.PickStore()),
        < 89 => _engine.SendClaimedAsync(),
        < 92 => _world.ResumeAsync(),
        < 94 => _engine.CrashAsync(),
        < 97 => Done(JumpInTime),
        < 98 when !_linked && _world.Chance(30) => LinkAsync(),
        _ => _engine.ReviveAsync(),
    };

    private void JumpInTime()
    {
        var jump = TimeSpan.FromSeconds(_world.Random.Next(20) switch { 0 => 90_000, < 5 => 1800, < 10 => 180, _ => 22 });
        _world.Faults.Note("time jump");
        _world.Say($"time jumps by {jump}");
        _world.Clock.Advance(jump);
    }

    private async Task LinkAsync()
    {
        _linked = true;
        await _rules.LinkAsync();
    }

    /// <summary>Faults stop; everything is delivered, polled and drained until all is quiet.</summary>
    private async Task<string?> SettleAsync()
    {
        _world.Say("faults stop");
        _world.Faults.Percent = 0;
        await _world.ResumeAsync();
        if (!_linked)
        {
            await LinkAsync();
        }
        await _rules.EnableAllAsync();
        foreach (var store in _world.Stores.Values)
        {
            await _rules.SetStateAsync(store, ChannelState.Active);
            _steps.Queue(store);
        }
        for (var round = 0; round < MaxRounds; round++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(30));
            while (_world.Underway.Count > 0)
            {
                await _steps.DeliverAsync(any: false);
            }
            await _engine.RoundAsync();
            if (await _invariants.BrokenAsync() is { } broken)
            {
                return $"In round {round} after the faults: {broken}";
            }
            if (round > 1 && await _invariants.IsQuietAsync())
            {
                _world.Say($"quiet after {round} rounds");
                return null;
            }
        }
        return null;
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
