using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

/// <summary>
/// Two shops that tell of nothing and are polled every quarter of an hour, as rivals do it: how many units are sold that are not there,
/// when a write blindly sets the plan, and when it first reads and leaves out what was sold unheard.
/// </summary>
public sealed class UnseenSalesTests(ITestOutputHelper output)
{
    private const int Days = 60;
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(15);

    [Fact]
    public void Reading_before_a_write_leaves_a_fraction_of_the_oversells_that_blind_writes_make()
    {
        var blind = Enumerable.Range(1, 5).Sum(seed => new Market(seed, readsFirst: false).Oversold(Days));
        var careful = Enumerable.Range(1, 5).Sum(seed => new Market(seed, readsFirst: true).Oversold(Days));
        output.WriteLine($"{5 * Days} days of two shops polled every {Poll.TotalMinutes:0} minutes: {blind} units oversold by blind writes, {careful} when the write reads first.");
        Assert.True(blind > 20, $"Only {blind} units were oversold blindly: the market is too calm to show anything.");
        Assert.True(careful * 4 <= blind, $"{careful} against {blind}.");
    }

    /// <summary>One product, its real units, and what the portal knows of them. Every step is ten seconds.</summary>
    private sealed class Market(int seed, bool readsFirst)
    {
        private const int StepSeconds = 10;
        private readonly Random _random = new(seed);
        private readonly Shop[] _shops = [new(1, 3), new(2, 1)];
        private int _real = 12;
        private int _known = 12;

        public int Oversold(int days)
        {
            var oversold = 0;
            for (var step = 0; step < days * 24 * 3600 / StepSeconds; step++)
            {
                // A supplier brings a few now and then: that is when shops are raised.
                if (_random.NextDouble() < StepSeconds / 5400.0)
                {
                    var units = _random.Next(1, 8);
                    (_real, _known) = (_real + units, _known + units);
                    Write();
                }
                foreach (var shop in _shops.Where(_ => _random.NextDouble() < StepSeconds / 2400.0).Where(s => s.Stock > 0))
                {
                    shop.Stock--;
                    shop.Untold++;
                    oversold += --_real < 0 ? 1 : 0;
                }
                foreach (var shop in _shops.Where(s => (step + (s.Id * 40)) % (int)(Poll.TotalSeconds / StepSeconds) == 0))
                {
                    Hear(shop);
                    Write();
                }
                // What was sold beyond is taken back from the customer: the count begins anew.
                (_known, _real) = (_known + Math.Max(0, -_real), Math.Max(0, _real));
            }
            return oversold;
        }

        private void Hear(Shop shop)
        {
            var foreseen = Math.Min(shop.Untold, shop.Credit);
            shop.Credit -= foreseen;
            shop.Told += shop.Untold - foreseen;
            _known -= shop.Untold;
            shop.Untold = 0;
        }

        private void Write()
        {
            var shares = Allocator.Allocate(_known, 0, [.. _shops.Select(s => new AllocationInput(s.Id, ListingMode.Split, s.Weight, 0, null, 0, 0, true))]);
            for (var i = 0; i < _shops.Length; i++)
            {
                _shops[i].Desired = shares[i].Quantity;
            }
            foreach (var shop in _shops.OrderBy(s => s.Desired > (s.Confirmed - s.Told ?? 0)))
            {
                var exposures = _shops.Select(s => new ListingExposure(s.Id, ListingMode.Split, s.Desired, s.Confirmed - s.Told, null)).ToArray();
                var facts = new SendFacts(
                    shop.Desired, shop.Confirmed, null, shop.Told, shop.Credit, null, false, ExposureRule.RaiseCap(_known, 0, shop.Id, exposures), false, true, true, false);
                if (SendRule.Decide(facts) is SendDecision.Send send)
                {
                    Write(shop, facts, send);
                }
            }
        }

        private void Write(Shop shop, in SendFacts facts, SendDecision.Send send)
        {
            var value = send.Value;
            if (readsFirst && send.ReadFirst)
            {
                var corrected = SendRule.Correct(facts, value, shop.Stock);
                shop.Credit += corrected.Unseen;
                value = corrected.Value;
            }
            (shop.Stock, shop.Confirmed, shop.Told) = (value, value, 0);
        }

        private sealed class Shop(long id, int weight)
        {
            public long Id => id;

            public int Weight => weight;

            public int Stock { get; set; }

            public int Untold { get; set; }

            public int Desired { get; set; }

            public int? Confirmed { get; set; }

            public int Told { get; set; }

            public int Credit { get; set; }
        }
    }
}
