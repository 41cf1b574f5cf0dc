import json, os, shutil, tempfile, numpy as np, torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, decoders
from sentence_transformers import SentenceTransformer
import sentence_transformers, transformers
OUT=os.path.dirname(os.path.abspath(__file__))
BASE=OUT+'/../golden/bert-model'

words="a b bird cat child dog the lyre sings runs sees hears red blue green big small house tree river sun moon star day night story book hand eye ear song voice wind rain snow fire stone leaf root seed".split()
vocab=["[PAD]","[UNK]","[CLS]","[SEP]","[MASK]"]+words+["##"+w for w in ["s","ed","ing","bird","er","ly"]]+[".",",","!","?"]
assert len(vocab)<=96
tok=Tokenizer(models.WordPiece({w:i for i,w in enumerate(vocab)},unk_token="[UNK]",max_input_chars_per_word=100))
tok.normalizer=normalizers.BertNormalizer(lowercase=True)
tok.pre_tokenizer=pre_tokenizers.BertPreTokenizer()
tok.post_processor=processors.TemplateProcessing(single="[CLS]:0 $A:0 [SEP]:0",pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",special_tokens=[("[CLS]",2),("[SEP]",3)])
tok.decoder=decoders.WordPiece()
tok.save(OUT+'/tokenizer.json')
json.dump({"tokenizer_class":"BertTokenizer","model_max_length":512,"pad_token":"[PAD]","unk_token":"[UNK]","cls_token":"[CLS]","sep_token":"[SEP]","mask_token":"[MASK]","do_lower_case":True},open(OUT+'/tokenizer_config.json','w'),indent=1)
texts=["A lyrebird sings.","the dog sees a cat","a","", "The child hears a song, the wind and the rain in the night; the story runs on and on, a big red house by the river."]
def pooling(**k):
    d={"word_embedding_dimension":32,"pooling_mode_cls_token":False,"pooling_mode_mean_tokens":False,"pooling_mode_max_tokens":False,"pooling_mode_mean_sqrt_len_tokens":False,"pooling_mode_weightedmean_tokens":False,"pooling_mode_lasttoken":False,"include_prompt":True}
    d.update({a:True for a in k}); return d
T={"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"}
P={"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"}
N={"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}
D={"idx":2,"name":"2","path":"2_Dense","type":"sentence_transformers.models.Dense"}
N3=dict(N,idx=3,name="3",path="3_Normalize")
L={"idx":3,"name":"3","path":"3_LayerNorm","type":"sentence_transformers.models.LayerNorm"}
PROMPT={"prompts":{"query":"the story: ","document":""},"default_prompt_name":"query"}
def cased():
    d=json.loads(tok.to_str()); d["normalizer"]["lowercase"]=False; return d
cases={
 "mean, normalised, 8 tokens":{"modules.json":[T,P,N],"1_Pooling/config.json":pooling(pooling_mode_mean_tokens=1),"sentence_bert_config.json":{"max_seq_length":8,"do_lower_case":False}},
 "mean":{"modules.json":[T,P],"1_Pooling/config.json":pooling(pooling_mode_mean_tokens=1),"sentence_bert_config.json":{"max_seq_length":24,"do_lower_case":False}},
 "cls, the context's length":{"modules.json":[T,P],"1_Pooling/config.json":pooling(pooling_mode_cls_token=1)},
 "max and mean":{"modules.json":[T,P,N],"1_Pooling/config.json":pooling(pooling_mode_max_tokens=1,pooling_mode_mean_tokens=1),"sentence_bert_config.json":{"max_seq_length":16,"do_lower_case":False}},
 "weighted mean":{"modules.json":[T,P],"1_Pooling/config.json":pooling(pooling_mode_weightedmean_tokens=1),"sentence_bert_config.json":{"max_seq_length":16,"do_lower_case":False}},
 "mean by the root, last":{"modules.json":[T,P],"1_Pooling/config.json":pooling(pooling_mode_mean_sqrt_len_tokens=1,pooling_mode_lasttoken=1),"sentence_bert_config.json":{"max_seq_length":16,"do_lower_case":False}},
 "dense, normalised":{"modules.json":[T,P,D,N3],"1_Pooling/config.json":pooling(pooling_mode_mean_tokens=1),"2_Dense/config.json":{"in_features":32,"out_features":12,"bias":True,"activation_function":"torch.nn.modules.activation.Tanh"},"sentence_bert_config.json":{"max_seq_length":16,"do_lower_case":False}},
 "default prompt":{"modules.json":[T,P,N],"1_Pooling/config.json":pooling(pooling_mode_mean_tokens=1),"sentence_bert_config.json":{"max_seq_length":16,"do_lower_case":False},"config_sentence_transformers.json":{"prompts":{"query":"the story: ","document":""},"default_prompt_name":"query"}},
 "a list of ways":{"modules.json":[T,P],"1_Pooling/config.json":{"embedding_dimension":32,"pooling_mode":["mean_sqrt_len_tokens","cls"],"include_prompt":True},"sentence_bert_config.json":{"max_seq_length":16}},
 "no way that is named":{"modules.json":[T,P],"1_Pooling/config.json":pooling(),"sentence_bert_config.json":{"max_seq_length":16}},
 "without the prompt's tokens":{"modules.json":[T,P],"1_Pooling/config.json":{"embedding_dimension":32,"pooling_mode":["cls","max","mean","weightedmean","lasttoken"],"include_prompt":False},"sentence_bert_config.json":{"max_seq_length":9},"config_sentence_transformers.json":PROMPT},
 "lower case":{"modules.json":[T,P],"1_Pooling/config.json":pooling(pooling_mode_mean_tokens=1),"sentence_bert_config.json":{"max_seq_length":16,"do_lower_case":True},"tokenizer.json":cased()},
 "the tokens' vectors changed":{"modules.json":[T,dict(D,idx=1,name="1",path="1_Dense"),dict(N,idx=2,path="2_Normalize"),dict(P,idx=3,name="3",path="3_Pooling")],"1_Dense/config.json":{"in_features":32,"out_features":12,"bias":True,"activation_function":"torch.nn.modules.linear.Identity","module_input_name":"token_embeddings"},"2_Normalize/config.json":{"module_input_name":"token_embeddings"},"3_Pooling/config.json":dict(pooling(pooling_mode_mean_tokens=1),word_embedding_dimension=12),"sentence_bert_config.json":{"max_seq_length":16}},
 "residual, centred":{"modules.json":[T,P,D,dict(L,idx=3,path="3_LayerNorm")],"1_Pooling/config.json":pooling(pooling_mode_mean_tokens=1),"2_Dense/config.json":{"in_features":32,"out_features":12,"bias":True,"activation_function":"torch.nn.modules.activation.GELU","use_residual":True},"3_LayerNorm/config.json":{"dimension":12},"sentence_bert_config.json":{"max_seq_length":16}},
 "a folder for the model":{"modules.json":[dict(T,path="0_Transformer"),P],"1_Pooling/config.json":pooling(pooling_mode_cls_token=1),"0_Transformer/sentence_bert_config.json":{"max_seq_length":10}},
}
from safetensors.torch import save_file
g=torch.Generator().manual_seed(3)
save_file({"linear.weight":torch.randn(12,32,generator=g)*0.3,"linear.bias":torch.randn(12,generator=g)*0.1},OUT+'/dense.safetensors')
linear={"linear.weight":torch.randn(12,32,generator=g)*0.3,"linear.bias":torch.randn(12,generator=g)*0.1}
save_file({**linear,"residual.weight":torch.randn(12,32,generator=g)*0.3},OUT+'/residual.safetensors')
save_file({"norm.weight":1+torch.randn(12,generator=g)*0.3,"norm.bias":torch.randn(12,generator=g)*0.1},OUT+'/norm.safetensors')
out=[]
for name,files in cases.items():
    d=tempfile.mkdtemp()
    model=d+'/'+files["modules.json"][0]["path"]; os.makedirs(model,exist_ok=True)
    for f in ['config.json','model.safetensors']: shutil.copy(BASE+'/'+f,model)
    for f in ['tokenizer.json','tokenizer_config.json']: shutil.copy(OUT+'/'+f,model)
    for f,c in files.items():
        os.makedirs(os.path.dirname(d+'/'+f),exist_ok=True); json.dump(c,open(d+'/'+f,'w'))
    for f,c in files.items():
        weights='residual' if c and "use_residual" in c else 'dense' if 'Dense/' in f else 'norm' if 'LayerNorm/' in f else None
        if weights: shutil.copy(f'{OUT}/{weights}.safetensors',os.path.dirname(d+'/'+f)+'/model.safetensors')
    m=SentenceTransformer(d,device='cpu')
    e=m.encode(texts,batch_size=2,convert_to_numpy=True)
    print(name,m.max_seq_length,e.shape)
    out.append({"name":name,"files":files,"embeddings":[[float(np.float32(v)) for v in r] for r in e]})
json.dump({"sentence_transformers":sentence_transformers.__version__,"transformers":transformers.__version__,"model":"golden/bert-model","texts":texts,"cases":out},open(OUT+'/sentences.json','w'),indent=None,separators=(',',':'))
