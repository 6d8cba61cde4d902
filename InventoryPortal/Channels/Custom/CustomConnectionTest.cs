using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Custom;

/// <summary>Tries a site step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class CustomConnectionTest(CustomCalls calls)
{
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CustomSite site, CancellationToken cancellationToken)
    {
        var read = (await calls.ReadAsync(site, 1, CustomReads.PageSize, cancellationToken)).Answer;
        var (address, tls, signIn) = (Address(read), ConnectionChecks.Tls(site.Push, read), SignIn(read));
        if (!address.Ok || !tls.Ok || !signIn.Ok)
        {
            return [address, tls, address.Ok && tls.Ok ? signIn : new("signIn", false, ConnectionChecks.Skipped), new("permission", false, ConnectionChecks.Skipped)];
        }
        // No item: the site takes a push and changes nothing.
        var push = (await calls.PushAsync(site, CustomPush.Body([]), cancellationToken)).Answer;
        return [address, tls, signIn, Permission(push)];
    }

    private ConnectionCheck Address(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } => new("address", true, "The server accepts connections."),
        OutboundAnswer.NotSent n => new("address", false, n.Reason),
        OutboundAnswer.Lost l => new("address", false, l.Reason),
        OutboundAnswer.Answered { Status: 401 or 403 } => new("address", true, "The site answers."),
        OutboundAnswer.Answered { Status: 200 } when CustomPage.Of(answer, calls.Now).Failure is null => new("address", true, "The site answers with its list of items."),
        OutboundAnswer.Answered { Status: 200 } => new("address", false, "A server answers, but not with a list of items: {\"items\":[…],\"page\",\"pageSize\",\"total\"} is expected."),
        OutboundAnswer.Answered a => new("address", false, CustomFaults.Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private static ConnectionCheck SignIn(OutboundAnswer answer) => answer is OutboundAnswer.Answered { Status: 401 or 403 } refused
        ? new("signIn", false, CustomFaults.Describe(refused))
        : new("signIn", true, "The site accepts our signature.");

    private static ConnectionCheck Permission(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.Answered { Status: 200 } => new("permission", true, "The site takes quantities."),
        OutboundAnswer.Answered a => new("permission", false, $"The site does not take a push of no items. {CustomFaults.Describe(a)}"),
        OutboundAnswer.NotSent n => new("permission", false, n.Reason),
        OutboundAnswer.Lost l => new("permission", false, l.Reason),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };
}
