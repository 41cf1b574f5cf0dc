package org.menura.data.tag;

import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.plan.Options;
import org.menura.data.text.Simplifier;
import org.menura.data.text.SimplifySettings;
import org.menura.data.text.TextView;

/** Brings texts into a Unicode normalisation form, and simplifies them if asked. */
record Normalise(Normalizer.@Nullable Form form, @Nullable Simplifier simplifier) implements TextFilter {
    static Normalise of(Options options) {
        String form = options.choice("form", "NFC", List.of("NFC", "NFD", "NFKC", "NFKD", "none"));
        return new Normalise(
                form.equals("none") ? null : Normalizer.Form.valueOf(form),
                options.flag("simplify", false) ? new Simplifier(SimplifySettings.DEFAULT) : null);
    }

    @Override
    public String name() {
        return "normalize";
    }

    @Override
    public Verdict judge(TextView text) {
        String now = form == null || Normalizer.isNormalized(text.text(), form)
                ? text.text()
                : Normalizer.normalize(text.text(), form);
        now = simplifier == null ? now : simplifier.simplify(now);
        return now.equals(text.text()) ? Verdict.KEEP : new Verdict.Change(now);
    }
}
