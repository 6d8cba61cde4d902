using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// A portal whose loops and schedules stand still: for tests that do one step of the work themselves, and whose rows no other
/// loop may touch in between.
/// </summary>
internal static class BackgroundWork
{
    private static readonly string[] Ours = ["InventoryPortal", "Coravel"];

    /// <summary>Takes the portal's and the scheduler's loops out; the server itself stays.</summary>
    public static IServiceCollection WithoutBackgroundWork(this IServiceCollection services)
    {
        foreach (var loop in services.Where(IsLoop).ToList())
        {
            services.Remove(loop);
        }
        return services;
    }

    private static bool IsLoop(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && Ours.Contains(service.ImplementationType?.Assembly.GetName().Name, StringComparer.Ordinal);
}
