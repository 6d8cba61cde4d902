using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>The figures of README, made by one command; sizes are in <see cref="BenchmarkScale"/>.</summary>
public sealed class PortalBenchmark(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task All_figures_of_the_readme() => await RunAsync(BenchmarkScale.FromEnvironment());

    [Fact]
    public async Task The_benchmark_itself_still_works() => await RunAsync(BenchmarkScale.Smoke);

    private async Task RunAsync(BenchmarkScale scale)
    {
        var table = new BenchmarkTable();
        try
        {
            await using var world = await BenchmarkWorld.StartAsync(scale);
            foreach (var part in scale.Parts)
            {
                await (part switch
                {
                    "sales" => new SalesPart(world, scale, table).RunAsync(),
                    "push" => new PushPart(world, scale, table).RunAsync(),
                    "webhooks" => new WebhookPart(world, scale, table).RunAsync(),
                    "products" => new ProductsPart(scale, table).RunAsync(),
                    _ => throw new ArgumentException($"The benchmark has no part {part}."),
                });
            }
        }
        finally
        {
            output.WriteLine(table.ToString());
        }
    }
}
