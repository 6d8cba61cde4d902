using Microsoft.Data.Sqlite;

namespace InventoryPortal.Persistence.Providers;

/// <summary>Whole files of SQLite: copied while others read and write them, examined, and put in the place of another.</summary>
public static class SqliteCopies
{
    /// <summary>Complaints of one examination that are kept: one is enough to refuse a file.</summary>
    private const int MaxComplaints = 10;

    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <summary>
    /// Copies a database, as it is at one instant, to a file that is not there yet, readable for its owner alone: it holds the keys
    /// of the credentials. Writers go on meanwhile. A failure leaves at most a file that is no whole database.
    /// </summary>
    public static void Copy(string from, string to)
    {
        Create(to);
        using var source = Open(from, SqliteOpenMode.ReadOnly);
        using var target = Open(to, SqliteOpenMode.ReadWrite);
        source.BackupDatabase(target);
        // One file, whole without a log beside it.
        Run(target, "PRAGMA journal_mode=DELETE");
    }

    /// <summary>What SQLite finds wrong with a file; empty when nothing is.</summary>
    public static IReadOnlyList<string> Examine(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadOnly);
            var found = Read(connection, $"PRAGMA integrity_check({MaxComplaints})").Where(l => l != "ok").ToList();
            found.AddRange(Read(connection, "PRAGMA foreign_key_check").Take(MaxComplaints).Select(table => $"A row of {table} refers to one that is not there."));
            return found;
        }
        catch (SqliteException e)
        {
            return [e.Message];
        }
    }

    /// <summary>Migrations that the file has had; null when it is no database of a portal.</summary>
    public static IReadOnlyList<string>? Migrations(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadOnly);
            return [.. Read(connection, "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId")];
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    /// <summary>Keeps a database under another name: its file and what stands beside it, as they are, readable or not.</summary>
    public static void SetAside(string file, string aside)
    {
        Fold(file);
        foreach (var ending in Companions.Prepend(""))
        {
            if (File.Exists(file + ending))
            {
                File.Copy(file + ending, aside + ending);
            }
        }
    }

    /// <summary>
    /// Puts a whole copy in the place of a database that nobody uses, in one step. A crash before it leaves the old one, after it
    /// the new one.
    /// </summary>
    public static void Replace(string file, string copy)
    {
        KeepLog(copy);
        if (!OperatingSystem.IsWindows() && File.Exists(file))
        {
            File.SetUnixFileMode(copy, File.GetUnixFileMode(file));
        }
        // The log of the old file would be played into the new one. What it held has been folded in, or stands aside.
        foreach (var ending in Companions)
        {
            File.Delete(file + ending);
        }
        File.Move(copy, file, overwrite: true);
    }

    /// <summary>An empty database readable for its owner alone; one that is there, or that another process makes meanwhile, stays as it is.</summary>
    public static void CreateWhereMissing(string file)
    {
        try
        {
            if (!File.Exists(file))
            {
                Create(file);
            }
        }
        catch (IOException) when (File.Exists(file))
        {
            // The other was first.
        }
    }

    /// <summary>
    /// Has the database write ahead, so that readers do not wait for writers. EF Core asks for it only of a file that it makes itself. A
    /// database that does so already is left alone.
    /// </summary>
    /// <exception cref="SqliteException">The file is no database, or is in use by somebody who does not.</exception>
    public static void KeepLog(string file)
    {
        using var connection = Open(file, SqliteOpenMode.ReadWrite);
        Run(connection, "PRAGMA journal_mode=WAL");
    }

    // Best effort: a file too broken for this is kept with its log.
    private static void Fold(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadWrite);
            Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // Kept as it is.
        }
    }

    private static void Create(string file)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        new FileStream(file, how).Dispose();
    }

    // Not from the pool: the file is to be moved when this is closed.
    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static List<string> Read(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }
        return lines;
    }
}
