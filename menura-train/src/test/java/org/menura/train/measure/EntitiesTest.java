package org.menura.train.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.train.measure.Entities.Entity;

class EntitiesTest {
    @Test
    void entitiesBeginWithBOrWithAnotherType() {
        assertEquals(Set.of(), Entities.of(List.of("O", "O")));
        assertEquals(
                Set.of(new Entity("A", 0, 2), new Entity("A", 2, 3), new Entity("B", 3, 5)),
                Entities.of(List.of("B-A", "I-A", "B-A", "I-B", "I-B")));
        assertEquals(
                Set.of(new Entity("A", 1, 2), new Entity("A", 3, 4)), Entities.of(List.of("O", "I-A", "O", "I-A")));
    }
}
