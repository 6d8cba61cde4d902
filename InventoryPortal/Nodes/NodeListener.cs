using InventoryPortal.Persistence;

namespace InventoryPortal.Nodes;

/// <summary>Takes what comes from Redis, one message after the other: another node's notes go to this one's screens, our own echo to the link.</summary>
internal sealed class NodeListener(Installation installation, CommitSignals signals, NodeLink link, TimeProvider clock, ILogger log)
{
    private bool _hasComplained;
    private volatile bool _hasRefused;

    /// <summary>A message, in the order of their coming.</summary>
    public void Hear(ReadOnlyMemory<byte> value)
    {
        if (NodeMessage.Read(value, installation.Secret, clock.GetUtcNow()) is not { } message)
        {
            Refuse(value.Length);
            return;
        }
        if (message.Node == link.Node)
        {
            Echoed(message.Sequence);
            return;
        }
        var arrival = link.Arrived(message.Node, message.Sequence, message.Counts);
        NodesTelemetry.Count(arrival switch { Arrival.InTurn => "heard", Arrival.AfterLoss => "missed", _ => "repeated" });
        if (arrival == Arrival.AfterLoss)
        {
            signals.PublishFromElsewhere(CommitNote.Lost);
        }
        if (arrival != Arrival.Repeated)
        {
            foreach (var note in message.Notes)
            {
                signals.PublishFromElsewhere(note);
            }
        }
    }

    /// <summary>Whether anything was refused since the last time.</summary>
    public bool TakeRefused()
    {
        var hasRefused = _hasRefused;
        _hasRefused = false;
        return hasRefused;
    }

    private void Echoed(long sequence)
    {
        if (link.Echoed(sequence))
        {
            NodesTelemetry.Stand(isApart: false);
            log.LogInformation("Redis is back: the nodes hear each other again.");
            signals.PublishFromElsewhere(CommitNote.Lost);
        }
    }

    // A node of another version may have told something that the tables know. Whoever floods the channel costs us no more than an outage.
    private void Refuse(long bytes)
    {
        NodesTelemetry.Count("refused");
        _hasRefused = true;
        if (!_hasComplained)
        {
            _hasComplained = true;
            log.LogWarning("A message of {Bytes} bytes from Redis could not be read and was ignored, as others like it will be: another version of the portal, one whose clock is a minute off, or somebody else, writes to its channel.", bytes);
        }
    }
}
