using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>"The error was recorded", says a region that failed; it must be.</summary>
public sealed class RegionFaultTests
{
    [Fact]
    public async Task What_a_region_failed_by_is_on_record()
    {
        using var errors = new ErrorLog(TimeProvider.System);
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(errors));

        await new RegionFaults(factory.CreateLogger<RegionFaults>()).LogErrorAsync(new FormatException("no such day"));

        Assert.True(errors.Entries.TryRead(out var entry));
        Assert.Equal((ErrorSeverity.Error, typeof(FormatException).FullName), (entry.Severity, entry.Type));
    }

    [Fact]
    public async Task The_portal_tells_of_its_regions_in_this_way()
    {
        await using var host = PortalHost.Start();
        await using var scope = host.Services.CreateAsyncScope();

        Assert.IsType<RegionFaults>(scope.ServiceProvider.GetRequiredService<IErrorBoundaryLogger>());
    }
}
