#!/usr/bin/env bash
# Adds one migration for both providers: migrations/add.sh NameOfTheChange
# The tool writes the model snapshot into the web project; it belongs beside the migrations and is moved there.
set -euo pipefail
name=${1:?usage: migrations/add.sh NameOfTheChange}
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
dotnet tool restore >/dev/null
dotnet build InventoryPortal -clp:ErrorsOnly

ef() { dotnet ef "$@" --no-build --project InventoryPortal --startup-project InventoryPortal; }

for provider in Sqlite SqlServer; do
  context="${provider}PortalDbContext"
  ef migrations add "$name" --context "$context" \
    --namespace "InventoryPortal.Persistence.Migrations.$provider" --output-dir "../migrations/$provider"
  find InventoryPortal -name "${context}ModelSnapshot.cs" -not -path '*/obj/*' -exec mv {} "migrations/$provider/" \;
done
find InventoryPortal -type d -empty -not -path "*/obj*" -not -path "*/bin*" -delete

dotnet build InventoryPortal -clp:ErrorsOnly
for provider in Sqlite SqlServer; do
  ef migrations has-pending-model-changes --context "${provider}PortalDbContext"
done
# The provider for SQLite cannot write idempotent scripts.
ef migrations script --context SqlitePortalDbContext --output migrations/Sqlite/schema.sql
ef migrations script --idempotent --context SqlServerPortalDbContext --output migrations/SqlServer/schema.sql
