namespace InventoryPortal.Nodes;

/// <summary>How this node stands to the others.</summary>
public enum NodeLinkState
{
    /// <summary>No Redis is configured, or the portal is only just starting: it is the only node.</summary>
    Alone,

    /// <summary>It hears the others, and they hear it.</summary>
    Together,

    /// <summary>Redis is configured and away: the others' changes are found in the tables, later.</summary>
    Apart,
}
