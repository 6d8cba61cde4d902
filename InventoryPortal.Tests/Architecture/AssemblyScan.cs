using Mono.Cecil;
using Mono.Cecil.Cil;

namespace InventoryPortal.Tests.Architecture;

/// <summary>One type of an assembly and everything that it, its nested types and its method bodies name.</summary>
/// <param name="Types">Full names of the types it uses.</param>
/// <param name="Members">Members it calls, as <c>Type::Member</c>.</param>
/// <param name="Bases">Base types and interfaces, all the way up within the assembly.</param>
public sealed record ScannedType(
    string Namespace, string Name, bool IsInterface, IReadOnlySet<string> Types, IReadOnlySet<string> Members, IReadOnlySet<string> Bases)
{
    public string FullName => $"{Namespace}.{Name}";

    /// <summary>The stage it belongs to: the first folder under the root; null outside.</summary>
    public string? StageUnder(string root) => StageOf(Namespace, root);

    public static string? StageOf(string name, string root) =>
        name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..].Split('.', '/')[0] : null;
}

/// <summary>Reads compiled assemblies; nothing is loaded or run.</summary>
public static class AssemblyScan
{
    /// <summary>Every top-level type, with its nested types counted as part of it.</summary>
    public static IReadOnlyList<ScannedType> Read(string assemblyFile)
    {
        using var module = ModuleDefinition.ReadModule(assemblyFile);
        return [.. module.Types.Where(t => t.Namespace.Length > 0).Select(Scan)];
    }

    /// <summary>Names of the assemblies that one refers to.</summary>
    public static IReadOnlyList<string> References(string assemblyFile)
    {
        using var module = ModuleDefinition.ReadModule(assemblyFile);
        return [.. module.AssemblyReferences.Select(r => r.Name)];
    }

    private static ScannedType Scan(TypeDefinition type)
    {
        var found = new Collector();
        found.Walk(type);
        return new ScannedType(type.Namespace, type.Name.Split('`')[0], type.IsInterface, found.Types, found.Members, BasesOf(type));
    }

    private static HashSet<string> BasesOf(TypeDefinition type)
    {
        var bases = new HashSet<string>(StringComparer.Ordinal);
        for (var current = type; current is not null; current = current.BaseType as TypeDefinition)
        {
            bases.UnionWith(current.Interfaces.Select(i => i.InterfaceType.GetElementType().FullName));
            if (current.BaseType is { } parent)
            {
                bases.Add(parent.GetElementType().FullName);
            }
        }
        return bases;
    }

    private sealed class Collector
    {
        public HashSet<string> Types { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

        public void Walk(TypeDefinition type)
        {
            Use(type.BaseType);
            UseAll(type.Interfaces.Select(i => i.InterfaceType));
            UseAll(type.GenericParameters.SelectMany(g => g.Constraints).Select(c => c.ConstraintType));
            UseAll(type.CustomAttributes.Select(a => a.AttributeType));
            UseAll(type.Fields.Select(f => f.FieldType));
            foreach (var property in type.Properties)
            {
                Use(property.PropertyType);
                UseAll(property.CustomAttributes.Select(a => a.AttributeType));
            }
            foreach (var method in type.Methods)
            {
                Walk(method);
            }
            foreach (var nested in type.NestedTypes)
            {
                Walk(nested);
            }
        }

        private void Walk(MethodDefinition method)
        {
            Use(method.ReturnType);
            UseAll(method.Parameters.Select(p => p.ParameterType));
            UseAll(method.CustomAttributes.Select(a => a.AttributeType));
            if (!method.HasBody)
            {
                return;
            }
            UseAll(method.Body.Variables.Select(v => v.VariableType));
            UseAll(method.Body.ExceptionHandlers.Select(h => h.CatchType));
            foreach (var instruction in method.Body.Instructions)
            {
                Walk(instruction);
            }
        }

        private void Walk(Instruction instruction)
        {
            switch (instruction.Operand)
            {
                case MethodReference called:
                    Use(called.DeclaringType);
                    Use(called.ReturnType);
                    UseAll(called.Parameters.Select(p => p.ParameterType));
                    UseAll(called is GenericInstanceMethod generic ? generic.GenericArguments : []);
                    Members.Add($"{called.DeclaringType.FullName}::{called.Name}");
                    break;
                case FieldReference field:
                    Use(field.DeclaringType);
                    Use(field.FieldType);
                    break;
                case TypeReference named:
                    Use(named);
                    break;
            }
        }

        private void UseAll(IEnumerable<TypeReference?> types)
        {
            foreach (var type in types)
            {
                Use(type);
            }
        }

        private void Use(TypeReference? type)
        {
            switch (type)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    Use(generic.ElementType);
                    UseAll(generic.GenericArguments);
                    return;
                case TypeSpecification wrapped:
                    Use(wrapped.ElementType);
                    return;
                default:
                    Types.Add(type.FullName);
                    return;
            }
        }
    }
}
