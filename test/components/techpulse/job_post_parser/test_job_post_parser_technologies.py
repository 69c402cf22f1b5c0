"""Which technologies a text names: every trap that the names lay, in phrasings of our own."""

import csv
import random
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser import Taxonomy

SEED = Path(__file__).parents[4] / "components" / "techpulse" / "analytics" / "seeds" / "technologies.csv"
HEADER = "Acme Widgets | Berlin | Full-time | Onsite\n"

NAMED = [
    # C, C++, C#
    ("We write C, assembly and Rust.", "assembly c rust"),
    ("Firmware in C.", "c embedded"),
    ("C/C++ on Linux", "c cpp linux"),
    ("C, C++ or Rust", "c cpp rust"),
    ("Experience with C++17, CMake and gdb", "cpp cmake gdb"),
    ("C#/.NET shop", "csharp dotnet"),
    ("You know C#, F# or VB.NET", "csharp fsharp visual_basic"),
    ("ASP.NET MVC with C#", "asp_dotnet_mvc csharp"),
    ("Our backend runs on .NET Core.", "dotnet_core"),
    ("Objective-C and Swift", "objective_c swift"),
    ("Objective C, Cocoa", "cocoa objective_c"),
    ("We raised a Series C last spring", ""),
    ("You will talk to C-level executives", ""),
    ("It became a C corp in Delaware", ""),
    ("Our office is in Washington, D.C. and we like it there", ""),
    ("Ask for John C. Smith", ""),
    # Go
    ("Backend in Go", "go"),
    ("Senior Go Engineer | Remote", "go"),
    ("Go, Postgres, Redis", "go postgresql redis"),
    ("Go/Python/JS", "go javascript python"),
    ("golang services on k8s", "go kubernetes"),
    ("Backend Engineer (Go)", "go"),
    ("we use react, go and rust", "go react rust"),
    ("Microservices written in Go and Java", "go java"),
    ("our go-to-market team", ""),
    ("You will own our Go-to-Market motion", ""),
    ("Let's go build it", ""),
    ("Apply here and go have fun", ""),
    ("We know Python and go the extra mile", "python"),
    ("Go to our careers page", ""),
    ("payments on the go", ""),
    ("The product goes live in May", ""),
    ("See golang.org for more", ""),
    ("Write to jobs@golang.io", ""),
    # R, D
    ("Statistics in R or Python", "python r"),
    ("Python, R, SQL", "python r sql"),
    ("R&D engineers wanted", ""),
    ("You will join our R & D group", ""),
    ("R, SAS and Stata", "r sas stata"),
    ("toys r us", ""),
    ("We like D, C++ and Rust", "cpp d rust"),
    ("I'd love to hear from you, Python or not", "python"),
    ("3D printing and Python", "python"),
    ("We closed a Series D, and we use Java", "java"),
    # Java, JavaScript, TypeScript
    ("JavaScript everywhere", "javascript"),
    ("Java and JavaScript", "java javascript"),
    ("ES6, HTML5 and CSS3", "css html javascript"),
    ("vanilla JS", "javascript"),
    ("TypeScript/Node.js", "node typescript"),
    ("Java8, Spring Boot", "java spring_boot"),
    # SQL and its kin
    ("SQL and NoSQL databases", "sql"),
    ("NoSQL stores such as Cassandra", "cassandra"),
    ("PostgreSQL or MySQL", "mysql postgresql"),
    ("MS SQL Server", "sql_server"),
    ("T-SQL and PL/SQL", "pl_sql t_sql"),
    ("Postgres + PostGIS", "postgis postgresql"),
    ("Python, PG, Redis", "postgresql python redis"),
    # Ruby, Rails
    ("Ruby on Rails developer", "ruby_on_rails"),
    ("Ruby/Rails", "ruby ruby_on_rails"),
    ("RoR and jQuery", "jquery ruby_on_rails"),
    ("Rails 5, RSpec, Sidekiq", "rspec ruby_on_rails sidekiq"),
    ("He rails against bad tools", ""),
    ("We build payment rails for banks", ""),
    # React and its kin
    ("React, Redux, Webpack", "react redux webpack"),
    ("ReactJS or React.js", "react"),
    ("react/redux front end", "react redux"),
    ("React Native app", "react_native"),
    ("React and React Native", "react react_native"),
    ("you react to incidents quickly", ""),
    ("native speakers preferred", ""),
    ("Angular 4, AngularJS", "angular"),
    ("Vue.js and Nuxt", "nuxt vue"),
    ("VueJS/Vuex", "vue vuex"),
    ("Next.js on Vercel", "next vercel"),
    ("TypeScript, Next, Prisma", "next prisma typescript"),
    ("the next generation of banking", ""),
    ("D3.js and three.js", "d3 three"),
    ("Backbone.js, Marionette, Handlebars", "backbone handlebars marionette"),
    ("the backbone of our industry", ""),
    ("Ember or Knockout", ""),
    ("JavaScript with Ember or Knockout", "ember javascript knockout"),
    ("an ember of hope", ""),
    ("Svelte, SvelteKit and Astro", "astro svelte sveltekit"),
    ("Remix with React", "react"),
    ("React, Remix, Tailwind", "react remix tailwind_css"),
    ("Sass, Less, CSS", "css less sass"),
    ("SaaS for dentists", ""),
    ("less meetings, more Python", "python"),
    ("Apollo GraphQL and Relay", "apollo relay"),
    ("React, Relay, GraphQL", "graphql react relay"),
    ("satellites relay data to the ground", ""),
    ("React/Flow", "flow react"),
    ("improve cash flow", ""),
    ("Solid experience with React", "react"),
    # Node, Express
    ("Node.js/Express", "express node"),
    ("nodejs+mongo+postgres", "mongodb node postgresql"),
    ("Node, Python and a little Lua", "lua node python"),
    ("a 1000 node cluster", ""),
    ("Please express interest by mail", ""),
    ("Customers such as American Express", ""),
    ("Socket.io and WebSockets", "socket_io websockets"),
    ("Bun, Deno and Node", "bun deno node"),
    # Python and its kin
    ("Django/DRF", "django django_rest_framework"),
    ("Flask, Celery, RabbitMQ", "celery flask rabbitmq"),
    ("Python (FastAPI, Pandas)", "fastapi pandas python"),
    ("python3 and scikit-learn", "python scikit_learn"),
    ("scikit learn, NumPy/SciPy", "numpy scikit_learn scipy"),
    ("bring a flask of tea", ""),
    # Java and Scala frameworks
    ("Scala, Play, Akka", "akka play_framework scala"),
    ("you play an important role", ""),
    ("an app on Google Play", ""),
    ("Java/Spring/Hibernate", "hibernate java spring"),
    ("internships for spring 2018", ""),
    ("We have offices in Silver Spring", ""),
    ("Spring Boot microservices", "spring_boot"),
    # data
    ("Spark, Kafka, Hive", "hive kafka spark"),
    ("tools that spark joy", ""),
    ("Hadoop, Pig and Storm", "hadoop pig storm"),
    ("weather any storm", ""),
    ("Airflow, dbt, Snowflake, Looker", "airflow dbt looker snowflake"),
    ("every snowflake is unique", ""),
    ("Elasticsearch, Logstash, Kibana", "elasticsearch kibana logstash"),
    ("an elastic working time", ""),
    ("Dask or Ray on Kubernetes", "dask kubernetes ray"),
    ("PyTorch, Ray, CUDA", "cuda pytorch ray"),
    ("Delta Lake and Iceberg", "delta_lake iceberg"),
    ("the tip of the iceberg", ""),
    ("LangChain, pgvector, vLLM and Claude", "claude langchain pgvector vllm"),
    ("OpenAI API, Python", "openai python"),
    ("we excel at design", ""),
    # infrastructure
    ("AWS(EC2,S3)", "aws ec2 s3"),
    ("Azure/AWS", "aws azure"),
    ("AWS Lambda, DynamoDB and SQS", "aws dynamodb lambda sqs"),
    ("Chef, Puppet or Ansible", "ansible chef puppet"),
    ("an in-house chef cooks lunch", ""),
    ("Terraform, Vault, Consul, Nomad, Packer", "consul nomad packer terraform vault"),
    ("work as a digital nomad", ""),
    ("Docker, Helm, Istio, Envoy", "docker envoy helm istio"),
    ("a leader at the helm", ""),
    ("Salt, Fabric, Nginx", "fabric nginx saltstack"),
    ("the social fabric", ""),
    ("GCP (GKE, BigQuery)", "bigquery gke google_cloud"),
    ("Google Cloud Platform", "google_cloud"),
    ("Hosted on Heroku and Fly.io", "fly_io heroku"),
    ("CI with CircleCI, Jenkins and Travis", "circleci jenkins travis_ci"),
    ("Prometheus, Grafana, Jaeger", "grafana jaeger prometheus"),
    ("make a difference", ""),
    ("Linux, Bash, Git", "bash git linux"),
    ("bash scripting", "bash"),
    ("RESTful APIs, gRPC, GraphQL", "graphql grpc rest"),
    ("REST API", "rest"),
    ("the rest of the team", ""),
    # mobile, games, embedded
    ("iOS/Android", "android ios"),
    ("iOS Engineer (Swift)", "ios swift"),
    ("a swift process", ""),
    ("Flutter and Dart", "dart flutter"),
    ("Ionic, Cordova, PhoneGap", "cordova ionic phonegap"),
    ("Unity, Unreal, C++", "cpp unity unreal_engine"),
    ("Unity developer", "unity"),
    ("Unity Software Engineer", "unity"),
    ("Web apps, aws lambda, and more", "aws lambda"),
    ("embedded Linux", "embedded linux"),
    ("an embedded team", ""),
    ("*nix and Docker", "docker unix"),
    ("* Nix", ""),
    ("We are moving to the cloud, Phoenix included", ""),
    ("TypeScript (strict), Nest, Postgres", "nestjs postgresql typescript"),
    ("Python, foo, Cypress and Jest", "cypress jest python"),
    ("CI/CD, Amplitude, Terraform", "amplitude terraform"),
    ("Servers run by Puppet", "puppet"),
    ("We write it in Go w/Gin", "gin go"),
    ("in unity there is strength", ""),
    ("Electron, Qt", "electron qt"),
    ("STM32, FreeRTOS, BLE", "bluetooth freertos stm32"),
    ("FPGA work in Verilog", "fpga verilog"),
    # languages that are words
    ("Rust and Elm", "elm rust"),
    ("Rust engineer", "rust"),
    ("free of rust", ""),
    ("Elixir/Phoenix", "elixir phoenix"),
    ("We also have an office in Phoenix", ""),
    ("Julia, Fortran, MATLAB", "fortran julia matlab"),
    ("Write to Julia in HR", ""),
    ("Crystal, Ruby or Nim", "crystal nim ruby"),
    ("crystal clear goals", ""),
    ("Zig, Rust", "rust zig"),
    ("Perl, Tcl and Lua", "lua perl tcl"),
    ("Clojure/ClojureScript", "clojure clojurescript"),
    ("Haskell, OCaml, F#", "fsharp haskell ocaml"),
    ("Solidity on Ethereum", "ethereum solidity"),
    # vendors, employers, places to read
    ("Our founders left Google, Stripe and GitLab", ""),
    ("Trusted by customers such as Datadog, Docker and Twilio", ""),
    ("Read our code on GitHub", ""),
    ("Send us your GitHub profile", ""),
    ("Join our Slack community", ""),
    ("Git, GitHub and Jira", "git github jira"),
    ("Ex-Amazon engineers", ""),
    ("We use Stripe and Python", "python stripe"),
    ("TensorFlow/Keras", "keras tensorflow"),
    # disciplines
    ("Machine learning and NLP", "machine_learning nlp"),
    ("AI/ML", "ai machine_learning"),
    ("Data engineers and data scientists", "data_engineering data_science"),
    ("DevOps / SRE", "devops sre"),
    ("Site Reliability Engineer", "sre"),
    ("Security engineer", "security"),
    ("job security", ""),
    ("Generative AI", "generative_ai"),
    ("computer vision, robotics", "computer_vision robotics"),
    ("embedded systems", "embedded"),
    ("embedded in our culture", ""),
    # Named, yet not worked with: yardsticks, former employers, customers, makers, addresses
    ("Our app is the next Microsoft Office meets a sandbox game.", ""),
    ("We are the AWS of greenhouses.", ""),
    ("Think Terraform for wedding plans.", ""),
    ("Think Terraform or Ansible, we use both.", "ansible terraform"),
    ("An ERP like NetSuite, but easier for bakers.", ""),
    ("A lean alternative to Jenkins for bakers", ""),
    ("We compete with VMware, Citrix and paper.", ""),
    ("Two ex-GitHub Copilot founders sit beside you.", ""),
    ("You will sit with the former iOS lead of a bank.", ""),
    ("Open to former DevOps people", "devops"),
    ("We are led by the creators of Elm.", ""),
    ("Acme is the company behind Crossplane.", ""),
    ("Both founders worked at AWS and DigitalOcean for years.", ""),
    ("All of it is hosted at AWS and Heroku.", "aws heroku"),
    ("You are an expert at Django and strong at Python.", "django python"),
    ("Our customers include Lego, Digital Ocean and Kuka.", ""),
    ("Angels: the founders of Snowflake, SingleStore and Miro.", ""),
    ("Funded by angels including Ada Byron (Lovelace + CoreOS), Heap Analytics and others", ""),
    ("A platform for customers, based on PHP and backed by PostgreSQL", "php postgresql"),
    ("A portal for shops, built on tools like Kubernetes and Kafka", "kafka kubernetes"),
    ("Our lens is light compared to HoloLens.", ""),
    ("We race tech giants such as AWS.", ""),
    ("Send us your Git hub page", ""),
    ("A Heroku-style bakery, with a rails-flavored menu", ""),
    ("You will bake with the data science team.", ""),
    ("Our oven helps data scientists bake.", ""),
    ("Join our data science team.", "data_science"),
    ("You come from an SRE-like role, enabling AI to bake.", "ai sre"),
    ("Write to ann at singlestore dot com", ""),
    ("Write to php.jobs@acme.io", ""),
    ("We write PHP. Mail us@acme.io", "php"),
    ("Fluid and airflow modelling of tents", ""),
    ("C-language systems programming", "c"),
    ("PrismaDB, Redis", "prisma redis"),
    ("Python, Apache HAWQ, Redis", "python redis"),
    ("AWS Elastic Container Service, Terraform", "aws ecs terraform"),
    ("Players for Widevine and FairPlay", "fairplay widevine"),
    # what others have, or are measured by
    ("Our cache speaks a Redis-compatible protocol", ""),
    ("Think of it as a better Java", ""),
    ("We help shops to mend their Django apps", ""),
    ("We are partnered with Datadog, Terraform and friends", ""),
    ("We are a Salesforce partner in Porto", ""),
    ("We sponsor Python meetups", ""),
    # what a tool is for
    ("We like Bitbucket for source control", "bitbucket"),
    ("Bring skills in dough, ovens, and C.", "c"),
    # runtimes, services and formats of some months only
    ("Baking for the JVM", "jvm"),
    ("AWS (S3, DMS, RDS)", "aws dms rds s3"),
    ("You know Rust, Raft and Paxos", "paxos raft rust"),
    ("Streams in H.264 and AV1", "av1 h_264"),
    ("A raft of benefits", ""),
    ("You will be our next engineer", ""),
]

HEADERS = [
    ("Unity | Game engineer | Copenhagen\nWe make engines. Python helps.", "python"),
    ("GitLab | Remote | Backend\nWe love Ruby. At GitLab, everybody writes.", "ruby"),
    ("Segment (YC S11) | SF\nNode.js and Go", "go node"),
    ("Elastic | Distributed\nJava and Lucene", "java lucene"),
    ("Stripe | Dublin | Ruby engineers", "ruby"),
    ("MongoDB | NYC | C++ engineers\nMongoDB developers work on C++.", "cpp mongodb"),
    ("Acme Robotics | Boston | C++\nAcme Robotics makes arms.", "cpp"),
    ("Acme AI | Rome | Sales\nAcme AI sells tea.", ""),
    ("AI Grange | Rome | Python\nWe build AI for farms.", "ai python"),
    ("Rails developer | Acme | Lyon", "ruby_on_rails"),
    ("Acme | Senior Go Engineer | Berlin | REMOTE (EU) | 70-90k", "go"),
    ("Swift Freight | Oslo | Python", "python"),
]


@cache
def taxonomy() -> Taxonomy:
    with SEED.open(newline="", encoding="utf-8") as file:
        return Taxonomy.from_rows(list(csv.DictReader(file)))


@cache
def seed() -> tuple[dict[str, str], ...]:
    with SEED.open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@pytest.mark.parametrize(("sentence", "keys"), NAMED, ids=[sentence for sentence, _ in NAMED])
def test_just_what_is_meant_is_found_when_names_are_also_words(sentence: str, keys: str) -> None:
    assert taxonomy().find(HEADER + sentence) == tuple(sorted(keys.split()))


@pytest.mark.parametrize(("post", "keys"), HEADERS, ids=[post.split("\n")[0] for post, _ in HEADERS])
def test_the_employer_is_no_technology_when_a_header_names_it(post: str, keys: str) -> None:
    assert taxonomy().find(post) == tuple(sorted(keys.split()))


@pytest.mark.parametrize(
    "link", ["https://golang.org/doc/go", "http://acme.io/jobs/python?x=react", "www.rust.org/java"]
)
def test_nothing_is_found_when_only_a_link_names_it(link: str) -> None:
    assert taxonomy().find(f"{HEADER}Apply: {link}") == ()


def test_every_name_is_found_as_its_own_when_it_stands_in_a_list() -> None:
    wrong = []
    for row in seed():
        guarded = {guard.rpartition("=")[0].casefold() for guard in row["guards"].split("|")}
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            found = set(taxonomy().find(f"{HEADER}We use PostgreSQL, {form}, Terraform and so on."))
            if row["technology_key"] not in found or len(found - {"postgresql", "terraform"}) > 1:
                wrong.append((form, sorted(found), form.casefold() in guarded))
    assert not wrong


def test_versions_may_stick_to_a_name_when_it_is_no_other_word() -> None:
    assert taxonomy().find("php7, rails5 and angular4") == ("angular", "php", "ruby_on_rails")


@given(st.text())
def test_known_keys_come_sorted_and_once_when_a_text_is_any(text: str) -> None:
    found = taxonomy().find(text)
    assert list(found) == sorted(set(found))
    assert set(found) <= {row["technology_key"] for row in seed()}


@given(st.text(alphabet="CRDGo goAWS.,/|&'+#()-\n jsnet*¶@:\ud800\x00\u202e", max_size=300))
def test_nothing_is_raised_when_a_text_is_made_of_marks_and_letters(text: str) -> None:
    taxonomy().find(text)


PROSE = [
    "We build software for dentists.",
    "The backend is written in Go.",
    "Our data lives in PostgreSQL and Redis.",
    "You go the extra mile.",
    "Experience with Spark, Kafka and Hive helps.",
    "The front end is React with TypeScript.",
    "Let us know what you like.",
    "Our founders worked at Stripe.",
    "We deploy with Terraform, Vault and Consul.",
]


@given(st.permutations(PROSE), st.lists(st.sampled_from(PROSE), max_size=4))
def test_the_same_is_found_when_sentences_are_reordered_and_repeated(order: list[str], again: list[str]) -> None:
    expected = taxonomy().find(HEADER + "\n".join(PROSE))
    assert taxonomy().find(HEADER + "\n".join([*order, *again])) == expected
    assert taxonomy().find(HEADER + " ".join([*order, *again])) == expected
    assert "go" in expected


@given(st.lists(st.sampled_from(["Python", "Go", "Rust", "R", "Spark", "Node", "C", "Java"]), min_size=2, unique=True))
def test_the_order_does_not_matter_when_technologies_are_listed_beside_a_sure_one(names: list[str]) -> None:
    shuffled = random.Random(len(names)).sample(names, len(names))
    listed = [", ".join(["PostgreSQL", *order]) for order in (names, shuffled)]
    assert taxonomy().find(f"{HEADER}We use {listed[0]}.") == taxonomy().find(f"{HEADER}We use {listed[1]}.")
    assert len(taxonomy().find(f"{HEADER}We use {listed[0]}.")) == len(names) + 1


WORST = [
    "Go, ",
    "C/",
    "a.b.c.",
    "react-",
    "go go ",
    "+#",
    "x" * 100_000,
    "Series C. ",
    "[(|*",
    "AI ",
    "@",
    "https://",
    "R&D",
]


@pytest.mark.parametrize("unit", WORST, ids=[unit[:10] for unit in WORST])
def test_time_stays_linear_when_a_line_of_100_kb_is_of_the_worst_kind(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    taxonomy().find(text[:1_000])
    started = time.process_time()
    taxonomy().find(text)
    assert time.process_time() - started < 3
