import { TemplateFormat } from '../templates/template-format.js';

const TARGET = 'https://%{domain}:443%{target}';
const MESSAGE_OF_URL = `%{method} ${TARGET} %{status}`;

/** Logs of AWS' own services, but for those in JSON. */
export const CLOUDS = [
  new TemplateFormat('aws-alb', 'AWS application load balancers', {
    frame: `https %{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ} app/shop/%{hex:8} %{client}:%{port} %{server}:80 0.001 %{seconds} 0.000 %{status} %{status} %{int:200-900} %{size} "%{method} ${TARGET} HTTP/2.0" "%{agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/%{hex:4} "Root=1-%{hex:4}-%{hex:12}" "%{domain}" "arn:aws:acm:eu-west-1:123456789012:certificate/1234" 0 %{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ} "forward" "-" "-" "%{server}:80" "%{status}" "-" "-" TID_%{hex:8}`,
    lines: [['status', '']],
    message: MESSAGE_OF_URL,
  }),
  new TemplateFormat('aws-elb', 'AWS classic load balancers', {
    frame: `%{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ} shop-balancer %{client}:%{port} %{server}:80 0.000073 %{fraction} 0.000057 %{status} %{status} 0 %{size} "%{method} ${TARGET} HTTP/1.1" "%{agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2`,
    lines: [['status', '']],
    message: MESSAGE_OF_URL,
  }),
  new TemplateFormat('aws-s3', "S3's server access log", {
    frame:
      '%{hex:16} example-bucket [%{time:DD/MMM/YYYY:HH:mm:ss} +0000] %{client} arn:aws:iam::123456789012:user/%{user} %{pick:A1B2C3D4E5F60718|9F8E7D6C5B4A3920} REST.GET.OBJECT images/%{thing}-%{few}.webp "GET /example-bucket/images/%{thing}-%{few}.webp HTTP/1.1" %{status} - %{size} %{size} %{int:20-900} %{few#2} "-" "aws-cli/2.15" - %{hex:12} SigV4 TLS_AES_128_GCM_SHA256 AuthHeader example-bucket.s3.eu-west-1.amazonaws.com TLSv1.3 - -',
    lines: [['status', '']],
    message: 'GET /example-bucket/images/%{thing}-%{few}.webp %{status}',
  }),
  new TemplateFormat('aws-cloudfront', "CloudFront's standard log", {
    frame:
      '%{time:YYYY-MM-DD}\t%{time:HH:mm:ss}\tFRA56-P%{few}\t%{size}\t%{client}\tGET\td0123456789abc.cloudfront.net\t/%{thing}.html\t%{status}\t-\tcurl/8.5.0\t-\t-\t%{pick:Hit|Miss}\t%{hex:16}\t%{domain}\thttps\t230\t%{seconds}\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t%{port}\t%{seconds}\tHit\ttext/html\t%{size}\t-\t-',
    lines: [['status', '']],
    message: 'GET /%{thing}.html %{status}',
  }),
  new TemplateFormat('aws-vpc-flow', 'flow logs of AWS VPCs', {
    frame:
      '2 123456789012 eni-0%{hex:8} %{client} %{server} %{port} %{pick:443|80|22} 6 %{few} %{size} %{time:X} %{time:X} %{pick:ACCEPT|REJECT} OK',
    lines: [['INFO', '']],
    message: '%{pick:ACCEPT|REJECT} %{client}:%{port} to %{server}:%{pick:443|80|22}',
  }),
];
