// Types that break the rules on purpose, one each: the tests of the rules must find every one of them.
using Coravel.Invocable;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using MudBlazor;

namespace Canary.Ledger
{
    public sealed class ClosedQueries
    {
        public static int Answer => 42;
    }

    public sealed class StockRow;

    public sealed class StockManager;

    public sealed class Looper : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}

namespace Canary.Persistence
{
    /// <summary>Uses a stage only inside a lambda of an async method: the scan must look into generated types.</summary>
    public sealed class UpwardStore
    {
        public static async Task<int> SumAsync(IEnumerable<int> numbers)
        {
            await Task.Yield();
            return numbers.Sum(n => n + Canary.Ledger.ClosedQueries.Answer);
        }
    }
}

namespace Canary.Shipping
{
    public sealed class Anything;
}

namespace Canary.Components
{
    public sealed class TableReader
    {
        public static Task<List<T>> ReadAsync<T>(IQueryable<T> rows) => rows.ToListAsync();
    }

    [Route("/canary")]
    public sealed class Nameless : ComponentBase;
}

namespace Canary.Access
{
    public sealed class ColourChoice
    {
        public Color Colour { get; set; }
    }
}

namespace Canary.Intake
{
    public sealed class Caller
    {
        public static HttpClient Client() => new();
    }

    public sealed class Nightly : IInvocable
    {
        public Task Invoke() => Task.CompletedTask;
    }
}

namespace Canary.Domain
{
    public sealed class Dice
    {
        public static Guid Throw() => Guid.NewGuid();
    }
}
