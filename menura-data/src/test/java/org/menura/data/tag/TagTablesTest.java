package org.menura.data.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.data.plan.Registry;

class TagTablesTest {
    @Test
    void thePageShowsWhatThereIs() throws IOException {
        String page = Files.readString(Path.of("../docs/data-taggers.md"));

        assertTrue(page.contains(TagTables.taggers()), "paste this:\n" + TagTables.taggers());
        assertTrue(page.contains(TagTables.filters()), "paste this:\n" + TagTables.filters());
    }

    @Test
    void everyFilterIsAStageOfPlans() {
        for (FilterType type : Filters.types().values()) {
            assertEquals(type.description(), Registry.stage(type.name()).description());
        }
        for (TaggerType type : Taggers.types().values()) {
            assertFalse(type.description().isEmpty(), type.name());
        }
        assertEquals(
                List.of("gopher_v1", "gopher_v2"),
                Taggers.types().keySet().stream().limit(2).toList());
    }
}
