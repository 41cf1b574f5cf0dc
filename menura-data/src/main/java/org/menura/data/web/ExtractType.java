package org.menura.data.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.data.dolma.Document;
import org.menura.data.html.HtmlExtractor;
import org.menura.data.html.Page;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code extract} of plans: documents whose text is HTML become its main text. */
public final class ExtractType implements StageType {
    @Override
    public String name() {
        return "extract";
    }

    @Override
    public String description() {
        return "Replaces HTML by its main text.";
    }

    @Override
    public Stage create(Options options) {
        return (MapStage) ExtractType::extract;
    }

    private static Outcome extract(Row row) {
        Document document = row.document();
        JsonNode url = document.metadata("url");
        Page page = HtmlExtractor.extract(document.text(), url.isTextual() ? url.textValue() : "");
        if (page.text().isBlank()) {
            return Outcome.drop("no main text");
        }
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        if (document.row().path("metadata") instanceof ObjectNode before) {
            metadata.setAll(before);
        }
        WarcDocuments.describe(page, metadata);
        return Outcome.keep(row.with(document.withText(page.text()).with("metadata", metadata)));
    }
}
