namespace InventoryPortal.Lab.Shopify;

/// <summary>Reads the part of GraphQL that clients of the simulated shop may speak: one operation, inline fragments, no descriptions.</summary>
internal sealed class GraphText
{
    /// <summary>Levels of selections and values within each other: past it a document would cost a reader its stack.</summary>
    private const int MaxDepth = 32;

    private readonly GraphLetters _letters;
    private int _depth;

    private GraphText(string text) => _letters = new GraphLetters(text);

    public static GraphOperation Operation(string text)
    {
        var reader = new GraphText(text);
        var operation = reader.ReadOperation();
        return reader._letters.Next() == GraphLetters.End ? operation : throw reader._letters.Wrong("the end");
    }

    public static GraphType Type(string text) => new GraphText(text).ReadType();

    private GraphOperation ReadOperation()
    {
        if (_letters.Next() == '{')
        {
            return new GraphOperation("query", null, new Dictionary<string, GraphType>(), ReadSelection());
        }
        var kind = _letters.ReadName();
        if (kind is not ("query" or "mutation"))
        {
            throw _letters.Wrong("query or mutation");
        }
        var name = _letters.Next() is '(' or '{' ? null : _letters.ReadName();
        var variables = new Dictionary<string, GraphType>(StringComparer.Ordinal);
        if (_letters.Take('('))
        {
            while (!_letters.Take(')'))
            {
                _letters.Demand('$');
                var variable = _letters.ReadName();
                _letters.Demand(':');
                if (!variables.TryAdd(variable, ReadType()))
                {
                    throw new GraphSyntaxException($"${variable} stands twice.");
                }
                _letters.Take(',');
            }
        }
        return new GraphOperation(kind, name, variables, ReadSelection());
    }

    private List<GraphField> ReadSelection()
    {
        using var level = Deeper();
        _letters.Demand('{');
        var fields = new List<GraphField>();
        while (!_letters.Take('}'))
        {
            fields.Add(ReadField());
            _letters.Take(',');
        }
        return fields.Count > 0 ? fields : throw _letters.Wrong("a field");
    }

    private GraphField ReadField()
    {
        if (_letters.Take('.'))
        {
            _letters.Demand('.');
            _letters.Demand('.');
            if (_letters.ReadName() != "on")
            {
                throw _letters.Wrong("an inline fragment");
            }
            var on = _letters.ReadName();
            return new GraphField("", "", new Dictionary<string, GraphValue>(), ReadDirectives(), ReadSelection(), on);
        }
        var first = _letters.ReadName();
        var name = _letters.Take(':') ? _letters.ReadName() : first;
        var arguments = ReadArguments('(', ')');
        var directives = ReadDirectives();
        return new GraphField(first, name, arguments, directives, _letters.Next() == '{' ? ReadSelection() : []);
    }

    private Dictionary<string, IReadOnlyDictionary<string, GraphValue>> ReadDirectives()
    {
        var directives = new Dictionary<string, IReadOnlyDictionary<string, GraphValue>>(StringComparer.Ordinal);
        while (_letters.Take('@'))
        {
            var name = _letters.ReadName();
            if (!directives.TryAdd(name, ReadArguments('(', ')')))
            {
                throw new GraphSyntaxException($"@{name} stands twice.");
            }
        }
        return directives;
    }

    private Dictionary<string, GraphValue> ReadArguments(char open, char close)
    {
        var values = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        if (!_letters.Take(open))
        {
            return values;
        }
        while (!_letters.Take(close))
        {
            var name = _letters.ReadName();
            _letters.Demand(':');
            if (!values.TryAdd(name, ReadValue()))
            {
                throw new GraphSyntaxException($"{name} stands twice.");
            }
            _letters.Take(',');
        }
        return values;
    }

    private GraphValue ReadValue()
    {
        using var level = Deeper();
        switch (_letters.Next())
        {
            case '$':
                _letters.Demand('$');
                return new GraphValue.Variable(_letters.ReadName());
            case '"':
                return new GraphValue.Literal(_letters.ReadString());
            case '{':
                return new GraphValue.Members(ReadArguments('{', '}'));
            case '[':
                _letters.Demand('[');
                var items = new List<GraphValue>();
                while (!_letters.Take(']'))
                {
                    items.Add(ReadValue());
                    _letters.Take(',');
                }
                return new GraphValue.Items(items);
            case '-' or (>= '0' and <= '9'):
                return new GraphValue.Literal(_letters.ReadInteger());
        }
        return _letters.ReadName() switch
        {
            "true" => new GraphValue.Literal(true),
            "false" => new GraphValue.Literal(false),
            "null" => new GraphValue.Literal(null),
            var word => new GraphValue.Word(word),
        };
    }

    private GraphType ReadType()
    {
        using var level = Deeper();
        if (_letters.Take('['))
        {
            var item = ReadType();
            _letters.Demand(']');
            return new GraphType("", item, _letters.Take('!'));
        }
        var name = _letters.ReadName();
        return new GraphType(name, null, _letters.Take('!'));
    }

    private Level Deeper() => ++_depth <= MaxDepth ? new Level(this) : throw new GraphSyntaxException($"the document is nested more than {MaxDepth} levels deep");

    private readonly struct Level(GraphText reader) : IDisposable
    {
        public void Dispose() => reader._depth--;
    }
}
