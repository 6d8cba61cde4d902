using InventoryPortal.Channels.Http;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Channels.Http;

public sealed class OutboundOptionsTests
{
    [Fact]
    public void Every_bad_network_is_named_at_once()
    {
        var options = new OutboundOptions { AllowedNetworks = { "127.0.0.0/8", "nonsense", "10.0.0.1/40", "::1" } };

        var result = new OutboundOptionsValidation().Validate(Options.DefaultName, options);

        Assert.True(result.Failed);
        Assert.Equal(2, result.Failures!.Count());
        Assert.Contains("Outbound:AllowedNetworks:1", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Outbound:AllowedNetworks:2", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_and_single_addresses_are_taken()
    {
        var options = new OutboundOptions { AllowedNetworks = { "127.0.0.0/8", "::1", " 10.2.3.4 ", "" } };

        Assert.True(new OutboundOptionsValidation().Validate(Options.DefaultName, options).Succeeded);
        Assert.Equal(["127.0.0.0/8", "::1/128", "10.2.3.4/32"], options.Networks().Select(n => n.ToString()));
    }
}
