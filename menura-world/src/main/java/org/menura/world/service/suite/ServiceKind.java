package org.menura.world.service.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.menura.chat.tool.ToolDefinition;
import org.menura.world.service.airline.AirlineTools;
import org.menura.world.service.retail.RetailTools;
import org.menura.world.service.retail.ShopTables;
import org.menura.world.service.retail.VerifiedRetailTools;
import org.menura.world.service.store.Definitions;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.Toolset;

/** A kind of service, told by the files of a folder. */
public enum ServiceKind {
    /** τ-bench's airline: {@code airline_flights.json} and so on. */
    TAU_AIRLINE("tau-airline", "airline_", List.of("flights", "reservations", "users"), AirlineTools.FIXED),
    /** τ-bench's retail shop: {@code retail_orders.json} and so on. */
    TAU_RETAIL("tau-retail", "retail_", List.of("orders", "products", "users"), RetailTools.FIXED),
    /** τ²-bench's retail shop: {@code orders.json} and so on. */
    TAU2_RETAIL("tau2-retail", "", List.of("orders", "products", "users"), Set.of("products"));

    private static final String TOOLS = "tools.jsonl";

    private final String suite;
    private final String prefix;
    private final List<String> tables;
    private final Set<String> fixed;

    ServiceKind(String suite, String prefix, List<String> tables, Set<String> fixed) {
        this.suite = suite;
        this.prefix = prefix;
        this.tables = tables;
        this.fixed = fixed;
    }

    /** Returns the name of its suite. */
    public String suite() {
        return suite;
    }

    /** Returns a file of this kind in a folder, such as {@code tasks.jsonl}, with the prefix of the kind. */
    public Path file(Path folder, String name) {
        return folder.resolve(prefix + name);
    }

    /** Names the files of the database of this kind. */
    String files() {
        return tables.stream().map(table -> prefix + table + ".json").collect(Collectors.joining(", "));
    }

    /** Returns whether a folder holds the database of this kind. */
    public boolean isIn(Path folder) {
        return tables.stream().allMatch(table -> Files.isRegularFile(file(folder, table + ".json")));
    }

    /** Returns the kinds whose databases a folder holds. */
    public static List<ServiceKind> in(Path folder) {
        List<ServiceKind> kinds = new ArrayList<>();
        for (ServiceKind kind : values()) {
            if (kind.isIn(folder)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /**
     * Reads the database of a folder.
     *
     * @throws org.menura.format.FormatException if a file is malformed
     */
    public Service open(Path folder) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        tables.forEach(table -> files.put(table, file(folder, table + ".json")));
        Tables raw = Tables.read(files);
        Path tools = file(folder, TOOLS);
        List<ToolDefinition> given = Files.isRegularFile(tools) ? Definitions.lines(tools) : List.of();
        Tables start = this == TAU2_RETAIL ? ShopTables.of(raw) : raw;
        return new Service(this, start, fixed, toolset(given));
    }

    private Function<Tables, Toolset> toolset(List<ToolDefinition> given) {
        return switch (this) {
            case TAU_AIRLINE -> AirlineTools::new;
            case TAU_RETAIL -> RetailTools::new;
            case TAU2_RETAIL -> {
                List<ToolDefinition> definitions =
                        given.isEmpty() ? Definitions.resource(RetailTools.class, "retail-tools.json") : given;
                yield tables -> new VerifiedRetailTools(tables, definitions);
            }
        };
    }
}
