package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.format.json.Json;
import org.menura.serve.model.ModelEntry;

/** Requests whose values were exchanged for others at random: each is answered, or refused as the client's mistake. */
@Tag("slow")
@Timeout(120)
class MutatedRequestsTest {
    private static final int ROUNDS = 60;

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1e300",
            "1.5",
            "99999999999999999999",
            "\"\"",
            "\"a\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "[1,\"a\"]",
            "{\"a\":1}",
            "{\"type\":\"text\"}",
            "\"\\ud800\"",
            "[{\"role\":\"user\",\"content\":\"a\"}]",
            "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}");

    private static final List<String[]> SEEDS = List.of(
            new String[] {
                "/v1/chat/completions",
                "{'messages':[{'role':'system','content':'a'},{'role':'user','content':[{'type':'text','text':'b'}]},{'role':'assistant','content':null,"
                        + "'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'c'}],"
                        + "'max_tokens':1,'temperature':1,'top_p':1,'seed':1,'stop':['x'],'n':1,'logprobs':true,'top_logprobs':1,'logit_bias':{'5':1},"
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'object','properties':{'a':{'type':'string'}}}}},"
                        + "'stream':false,'chat_template_kwargs':{'a':1},'user':'u'}"
            },
            new String[] {
                "/v1/completions",
                "{'prompt':['a',[1,2]],'max_tokens':1,'echo':true,'logprobs':1,'stop':'x','samplers':['top_k'],'mirostat':0,'dry_sequence_breakers':['a'],'guided_choice':['a','b']}"
            },
            new String[] {
                "/v1/messages",
                "{'model':'nano','max_tokens':1,'system':[{'type':'text','text':'a'}],'messages':[{'role':'user','content':[{'type':'text','text':'b'},"
                        + "{'type':'tool_result','tool_use_id':'1','content':'x'}]}],'stop_sequences':['x'],'metadata':{'user_id':'u'}}"
            },
            new String[] {
                "/v1/responses",
                "{'input':[{'role':'user','content':[{'type':'input_text','text':'a'}]},{'type':'function_call','call_id':'1','name':'f','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'1','output':'x'}],'max_output_tokens':1,'text':{'format':{'type':'text'}},'reasoning':{'effort':'low'}}"
            },
            new String[] {
                "/api/chat",
                "{'model':'nano','messages':[{'role':'user','content':'a','images':[]}],'options':{'num_predict':1,'temperature':0,'stop':['x']},'stream':false,'keep_alive':'5m','think':false}"
            },
            new String[] {"/v1/embeddings", "{'input':['a',[1,2]],'dimensions':2,'encoding_format':'base64'}"},
            new String[] {"/tokenize", "{'prompt':'a','add_special_tokens':true}"},
            new String[] {"/detokenize", "{'tokens':[1,2]}"});

    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("nano", TestModels.NANO)));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eachIsAnsweredOrRefused() throws Exception {
        Random random = new Random(7);
        for (String[] seed : SEEDS) {
            for (int i = 0; i < ROUNDS; i++) {
                JsonNode json = Json.parse(seed[1].replace('\'', '"'), "a seed");
                int changes = 1 + random.nextInt(2);
                for (int k = 0; k < changes; k++) {
                    mutate(json, random);
                }
                Client.Answer answer = client.post(seed[0], json);
                int status = answer.status();
                assertTrue(
                        status == 200 || status >= 400 && status < 500,
                        "%s %s: %d %s".formatted(seed[0], json, status, answer.text()));
            }
        }
    }

    /** Exchanges a value somewhere within, removes it, or adds one. */
    private static void mutate(JsonNode json, Random random) {
        List<Runnable> places = new ArrayList<>();
        collect(json, random, places);
        if (!places.isEmpty()) {
            places.get(random.nextInt(places.size())).run();
        }
    }

    private static void collect(JsonNode json, Random random, List<Runnable> places) {
        JsonNode value = Json.parse(VALUES.get(random.nextInt(VALUES.size())), "a value");
        if (json instanceof ObjectNode object) {
            places.add(() -> object.set("x" + random.nextInt(9), value));
            object.properties().forEach(e -> {
                JsonNode other = Json.parse(VALUES.get(random.nextInt(VALUES.size())), "a value");
                String name = e.getKey();
                places.add(() -> object.set(name, other));
                places.add(() -> object.remove(name));
                collect(e.getValue(), random, places);
            });
        } else if (json instanceof ArrayNode array) {
            places.add(() -> array.add(value));
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                JsonNode other = Json.parse(VALUES.get(random.nextInt(VALUES.size())), "a value");
                places.add(() -> array.set(index, other));
                collect(array.get(i), random, places);
            }
        }
    }
}
