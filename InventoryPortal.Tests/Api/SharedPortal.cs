using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>One portal for all contract tests: each works on products and channels of its own names.</summary>
public sealed class SharedPortal : IAsyncLifetime
{
    private PortalHost? _host;

    internal PortalHost Host => _host ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync()
    {
        _host = PortalHost.Start();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<SharedPortal>
{
    public const string Name = "api";
}
