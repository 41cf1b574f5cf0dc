package org.example;

import java.util.List;
import org.menura.model.load.Family;
import org.menura.model.load.FamilyProvider;
import org.menura.model.load.ModelKind;

/** The architectures of this jar. */
public final class ExampleFamilies implements FamilyProvider {
    @Override
    public List<Family<?>> families() {
        return List.of(new Family<>(ModelKind.DECODER, "NoPE", List.of("nope"), List.of("2305.19466"), Nope::build));
    }
}
