package org.menura.serve.work;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;

/** Constraints that hold texts to a form. */
public final class Constraints {
    private Constraints() {}

    /**
     * Compiles a form.
     *
     * @return makes a constraint for each text; null for any text
     * @throws HttpError if the form can't be enforced; it says which part
     */
    public static @Nullable Function<Integer, Constraint> of(Form form, ModelTokenizer text, Exchange exchange) {
        return switch (form) {
            case Form.Free _ -> null;
            default -> throw HttpError.unsupported(form.param(), "'%s' is not supported yet".formatted(form.param()));
        };
    }
}
