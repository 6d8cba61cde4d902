using InventoryPortal.Domain.Values;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>What a deed or a read touches, seen from a caller who is limited to channels.</summary>
public enum Touches
{
    /// <summary>What all channels share.</summary>
    Shared,

    /// <summary>The channel in question, by its key or through something of its own.</summary>
    Question,

    /// <summary>All channels, or the portal itself.</summary>
    Whole,
}

/// <summary>
/// The rights, written out a second time on purpose: nothing here is read from the portal. A permission that is not in the table
/// fails <see cref="AccessMatrixTests"/>.
/// </summary>
internal static class Expected
{
    /// <summary>Permission to lowest role, to what it touches on the channel in question, and to what it touches where no channel is named.</summary>
    public static readonly IReadOnlyDictionary<string, (Role Lowest, Touches Named, Touches Unnamed)> Permissions =
        new Dictionary<string, (Role, Touches, Touches)>
        {
            ["view"] = (Role.Viewer, Touches.Question, Touches.Shared),
            ["views.save"] = (Role.Viewer, Touches.Question, Touches.Shared),
            ["account.secure"] = (Role.Viewer, Touches.Question, Touches.Shared),
            ["stock.adjust"] = (Role.Operator, Touches.Question, Touches.Whole),
            ["stock.reserve"] = (Role.Operator, Touches.Question, Touches.Whole),
            ["sync.control"] = (Role.Operator, Touches.Question, Touches.Whole),
            ["events.replay"] = (Role.Operator, Touches.Question, Touches.Whole),
            ["alerts.acknowledge"] = (Role.Operator, Touches.Question, Touches.Shared),
            ["errors.resolve"] = (Role.Operator, Touches.Question, Touches.Shared),
            ["products.edit"] = (Role.Editor, Touches.Question, Touches.Shared),
            ["listings.edit"] = (Role.Editor, Touches.Question, Touches.Whole),
            ["views.share"] = (Role.Editor, Touches.Question, Touches.Shared),
            ["channels.approve"] = (Role.Editor, Touches.Question, Touches.Whole),
            ["channels.rules"] = (Role.Editor, Touches.Question, Touches.Whole),
            ["channels.connect"] = (Role.Admin, Touches.Question, Touches.Whole),
            ["people.manage"] = (Role.Admin, Touches.Whole, Touches.Whole),
            ["settings.manage"] = (Role.Admin, Touches.Whole, Touches.Whole),
        };

    /// <summary>Whether a caller may.</summary>
    public static bool Allows(Role role, Scope scope, Role lowest, Touches touches) => role >= lowest && Reaches(scope, touches);

    /// <summary>Whether what is touched lies within a scope.</summary>
    public static bool Reaches(Scope scope, Touches touches) => touches switch
    {
        Touches.Shared => true,
        Touches.Question => scope is Scope.All or Scope.Question,
        _ => scope is Scope.All,
    };
}
