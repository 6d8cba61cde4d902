using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ListingWritesPerDay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "WritesDay",
                table: "Listings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "WritesThatDay",
                table: "Listings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "WritesDay",
                table: "Listings");

            migrationBuilder.DropColumn(
                name: "WritesThatDay",
                table: "Listings");
        }
    }
}
