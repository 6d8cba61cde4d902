namespace InventoryPortal.Tests.Architecture;

/// <summary>The rules of the house, each a function from scanned types to sentences about what breaks it.</summary>
public static class StageRules
{
    /// <summary>A type lives in a known stage and uses only the stages that its own may use.</summary>
    public static IEnumerable<string> StageUse(IEnumerable<ScannedType> types, string root)
    {
        foreach (var (type, stage) in InStages(types, root))
        {
            if (!StageMap.MayUse.TryGetValue(stage, out var allowed))
            {
                yield return $"{type.FullName} is in {stage}, which is no stage.";
                continue;
            }
            var used = type.Types.Select(t => ScannedType.StageOf(t, root)).OfType<string>().Distinct();
            foreach (var other in used.Where(o => o != stage && o != StageMap.Domain && !allowed.Contains(o)))
            {
                var names = type.Types.Where(t => ScannedType.StageOf(t, root) == other).Order(StringComparer.Ordinal).Take(3);
                yield return $"{type.FullName} uses {other} ({string.Join(", ", names)}), which {stage} may not.";
            }
        }
    }

    /// <summary>A library is named only in its home.</summary>
    public static IEnumerable<string> LibraryHomes(IEnumerable<ScannedType> types, string root) =>
        from item in InStages(types, root)
        from home in StageMap.Homes
        where !home.Value.Contains(item.Stage)
        let used = item.Type.Types.FirstOrDefault(t => t.StartsWith(home.Key + ".", StringComparison.Ordinal))
        where used is not null
        select $"{item.Type.FullName} uses {used}; the home of {home.Key} is {string.Join(", ", home.Value)}.";

    /// <summary>Name endings mean what they say, and the empty ones are not used.</summary>
    public static IEnumerable<string> NameEndings(IEnumerable<ScannedType> types, string root)
    {
        foreach (var (type, stage) in InStages(types, root))
        {
            foreach (var ending in StageMap.BannedEndings.Where(e => type.Name.EndsWith(e, StringComparison.Ordinal)))
            {
                yield return $"{type.FullName} ends in {ending}, which says nothing.";
            }
            foreach (var (ending, homes) in StageMap.Endings)
            {
                if (!type.IsInterface && type.Name.EndsWith(ending, StringComparison.Ordinal) && !homes.Contains(stage))
                {
                    yield return $"{type.FullName} ends in {ending}, which belongs to {string.Join(", ", homes)}.";
                }
            }
            foreach (var complaint in Roles(type))
            {
                yield return complaint;
            }
        }
    }

    /// <summary>Clock, chance and the outside world reach the domain as inputs.</summary>
    public static IEnumerable<string> DomainPurity(IEnumerable<ScannedType> types, string root) =>
        from item in InStages(types, root)
        where item.Stage == StageMap.Domain
        from member in item.Type.Members
        where StageMap.ImpureMembers.Any(m => member.StartsWith(m, StringComparison.Ordinal))
        select $"{item.Type.FullName} calls {member}; the domain takes it as an input.";

    /// <summary>Types are where their folders say, with no folder beyond the stages and no stage without a Feature.</summary>
    public static IEnumerable<string> Features(IReadOnlyCollection<ScannedType> types, string root) =>
        from stage in InStages(types, root).Select(t => t.Stage).Distinct()
        where stage != StageMap.Domain
        let found = types.Count(t => t.StageUnder(root) == stage && t.Name.EndsWith("Feature", StringComparison.Ordinal))
        where found != 1
        select $"{stage} has {found} types that end in Feature; one registers the stage.";

    private static IEnumerable<string> Roles(ScannedType type)
    {
        if (type.Bases.Contains("Coravel.Invocable.IInvocable") && !type.Name.EndsWith("Task", StringComparison.Ordinal))
        {
            yield return $"{type.FullName} is a Coravel invocable; its name ends in Task.";
        }
        if (type.Bases.Contains("Microsoft.Extensions.Hosting.BackgroundService")
            && !StageMap.LoopEndings.Any(e => type.Name.EndsWith(e, StringComparison.Ordinal)))
        {
            yield return $"{type.FullName} is a loop; its name ends in {string.Join(", ", StageMap.LoopEndings)}.";
        }
        if (type.Types.Contains("Microsoft.AspNetCore.Components.RouteAttribute") && !type.Name.EndsWith("Page", StringComparison.Ordinal))
        {
            yield return $"{type.FullName} has a route; its name ends in Page.";
        }
    }

    private static IEnumerable<(ScannedType Type, string Stage)> InStages(IEnumerable<ScannedType> types, string root) =>
        from type in types
        let stage = type.StageUnder(root)
        where stage is not null && !type.Name.StartsWith('<')
        select (type, stage);
}
