using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Shopify;

/// <summary>A document that the shop refuses before it does anything.</summary>
/// <param name="Code">As in <c>errors[].extensions.code</c>.</param>
internal sealed class GraphRefusedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Throws when something is wrong.</summary>
    public static void When(bool isWrong, string code, Func<string> message)
    {
        if (isWrong)
        {
            throw new GraphRefusedException(code, message());
        }
    }
}

/// <summary>
/// Checks one operation with its variables against the schema, and the rules that the schema cannot say: bounds of pages and lists,
/// the idempotency key, and that what a write changes from is always there. Counts the points asked for on the way.
/// </summary>
internal sealed class GraphCheck(GraphOperation operation, JsonObject variables, GraphSchema schema)
{
    /// <summary>Entries of any page that is asked for.</summary>
    private const int MaxPage = 250;

    /// <summary>Points of one query.</summary>
    private const double MaxPoints = 1_000;

    /// <summary>Points of one change.</summary>
    private const double Change = 10;

    private static readonly HashSet<string> MustBeIdempotent = new(StringComparer.Ordinal) { "inventorySetQuantities", "inventoryActivate" };

    private readonly GraphInput _input = new(schema);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Points asked for. Throws for what is refused.</summary>
    /// <param name="isBulk">A bulk operation reads every page: it names none, and costs nothing.</param>
    public double Run(bool isBulk = false)
    {
        foreach (var (name, type) in operation.Variables)
        {
            _input.Check(type, variables[name], $"${name}");
        }
        var stray = variables.Select(v => v.Key).FirstOrDefault(v => !operation.Variables.ContainsKey(v));
        GraphRefusedException.When(stray is not null, "BAD_REQUEST", () => $"The variable ${stray} is not declared.");
        var points = Selection(operation.Kind == "query" ? "QueryRoot" : "Mutation", operation.Selection, isBulk);
        var idle = operation.Variables.Keys.FirstOrDefault(v => !_used.Contains(v));
        GraphRefusedException.When(idle is not null, "variableNotUsed", () => $"Variable ${idle} is declared but not used.");
        GraphRefusedException.When(points > MaxPoints && !isBulk, "MAX_COST_EXCEEDED", () => $"Query cost is {points}, which exceeds the single query max cost limit (1000).");
        return points;
    }

    private double Selection(string type, IReadOnlyList<GraphField> fields, bool isBulk) => fields.Sum(f => f.On is { } on ? OnType(type, on, f, isBulk) : Field(type, f, isBulk));

    private double OnType(string type, string on, GraphField fragment, bool isBulk)
    {
        GraphRefusedException.When(type == "Node" ? !schema.IsNode(on) : on != type, "cannotSpreadFragment", () => $"Fragment on {on} can't be spread inside {type}");
        return Selection(on, fragment.Selection, isBulk);
    }

    private double Field(string owner, GraphField field, bool isBulk)
    {
        if (field.Name == "__typename")
        {
            return 0;
        }
        if (schema.Of(owner)?.GetValueOrDefault(field.Name) is not { } known)
        {
            throw new GraphRefusedException("undefinedField", $"Field '{field.Name}' doesn't exist on type '{owner}'");
        }
        Arguments(known.Arguments, field);
        Directives(owner, field);
        var type = known.Type.Base;
        GraphRefusedException.When(schema.IsLeaf(type) && field.Selection.Count > 0, "selectionMismatch", () => $"Selections can't be made on scalars (field '{field.Name}')");
        GraphRefusedException.When(!schema.IsLeaf(type) && field.Selection.Count == 0, "selectionMismatch", () => $"Field must have selections (field '{field.Name}' returns {type})");
        if (schema.IsLeaf(type))
        {
            return 0;
        }
        return Points(owner, field, known.Type.Base, isBulk, Selection(type, field.Selection, isBulk));
    }

    // A connection and its page information cost nothing, its nodes once for each that is asked for.
    private double Points(string owner, GraphField field, string type, bool isBulk, double inside) => (owner, field.Name) switch
    {
        ("Mutation", _) => Change,
        (_, "pageInfo") => 0,
        (_, "edges") => inside,
        ("QueryRoot", "nodes") => ((Given(field, "ids") as JsonArray)?.Count ?? 0) * (1 + inside),
        ("Order", "refunds") => PageOf(field, isBulk) * (1 + inside),
        _ when type.EndsWith("Connection", StringComparison.Ordinal) => PageOf(field, isBulk) * inside,
        _ => 1 + inside,
    };

    private double PageOf(GraphField field, bool isBulk)
    {
        if (isBulk)
        {
            return 1;
        }
        var asked = Given(field, "first") ?? Given(field, "last");
        GraphRefusedException.When(asked is null, "BAD_REQUEST", () => $"you must provide one of first or last (field '{field.Name}')");
        var page = asked!.GetValue<int>();
        GraphRefusedException.When(page is < 1 or > MaxPage, "BAD_REQUEST", () => $"first must be from 1 to {MaxPage} (field '{field.Name}')");
        return page;
    }

    private JsonNode? Given(GraphField field, string argument) => field.Arguments.TryGetValue(argument, out var value) ? GraphValues.Of(value, variables).Node : null;

    private void Arguments(IReadOnlyDictionary<string, GraphType> known, GraphField field)
    {
        foreach (var (name, value) in field.Arguments)
        {
            GraphRefusedException.When(!known.ContainsKey(name), "argumentNotAccepted", () => $"Field '{field.Name}' doesn't accept argument '{name}'");
            CheckUse(known[name], value, $"{field.Name}.{name}");
        }
        var missing = known.FirstOrDefault(k => k.Value.IsRequired && !field.Arguments.ContainsKey(k.Key)).Key;
        GraphRefusedException.When(missing is not null, "missingRequiredArguments", () => $"Field '{field.Name}' is missing required arguments: {missing}");
    }

    private void Directives(string owner, GraphField field)
    {
        var stray = field.Directives.Keys.FirstOrDefault(d => d != "idempotent");
        GraphRefusedException.When(stray is not null, "undefinedDirective", () => $"Directive @{stray} is not defined");
        if (field.Directives.TryGetValue("idempotent", out var arguments))
        {
            GraphRefusedException.When(arguments.Count != 1 || !arguments.ContainsKey("key"), "missingRequiredArguments", () => "Directive 'idempotent' takes the argument: key");
            CheckUse(new GraphType("String", null, true), arguments["key"], "@idempotent.key");
        }
        GraphRefusedException.When(
            owner == "Mutation" && MustBeIdempotent.Contains(field.Name) && !field.Directives.ContainsKey("idempotent"), "BAD_REQUEST",
            () => "The @idempotent directive is required for this mutation but was not provided.");
    }

    /// <summary>A value where it stands: a variable must be declared with a type that fits, everything else is checked as it is.</summary>
    private void CheckUse(GraphType type, GraphValue value, string where)
    {
        switch (value)
        {
            case GraphValue.Variable variable:
                _used.Add(variable.Name);
                GraphRefusedException.When(!operation.Variables.TryGetValue(variable.Name, out var declared), "variableNotDefined", () => $"Variable ${variable.Name} is used by {where} but not declared");
                GraphRefusedException.When(!Fits(declared!, type), "variableMismatch", () => $"Type mismatch on variable ${variable.Name} and argument {where} ({declared} / {type})");
                break;
            case GraphValue.Members members when schema.Of(type.Base) is { } known && type.Item is null:
                foreach (var (name, inner) in members.Values)
                {
                    GraphRefusedException.When(!known.ContainsKey(name), "argumentNotAccepted", () => $"InputObject '{type.Base}' doesn't accept argument '{name}'");
                    CheckUse(known[name].Type, inner, $"{where}.{name}");
                }
                _input.Check(type, GraphValues.Of(value, variables).Node, where);
                break;
            case GraphValue.Items items when type.Item is not null:
                foreach (var inner in items.Values)
                {
                    CheckUse(type.Item, inner, where);
                }
                break;
            default:
                var (node, _) = GraphValues.Of(value, variables);
                GraphRefusedException.When(
                    (value is GraphValue.Word) != (node is not null && schema.WordsOf(type.Base) is not null), "argumentLiteralsIncompatible",
                    () => $"Argument {where} has an invalid value. Expected type '{type}'.");
                _input.Check(type, node, where);
                break;
        }
    }

    private static bool Fits(GraphType declared, GraphType wanted) =>
        (declared.IsRequired || !wanted.IsRequired)
        && (wanted.Item is null ? declared.Item is null && declared.Name == wanted.Name : declared.Item is not null && Fits(declared.Item, wanted.Item));
}
